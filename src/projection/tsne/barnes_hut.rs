//! The gradient in O(N log N): neighbours pull one by one, the rest pushes by squares of a quadtree (Barnes & Hut 1986, van der Maaten 2014).
//!
//! A square counts as one dot of its weight if it is narrow for its distance: side < θ · distance. Dots that lie together ask together
//! (Barnes 1990): the tree is walked once for a group, with the distance from the group's box, so what is taken as one dot is far enough for
//! all of them; the list found is then summed four at a time. The error is smaller than with a walk for each dot, and most of the time
//! goes into straight arithmetic.

use wide::f32x4;

use super::affinities::Affinities;
use super::lanes::{LANES, in_lanes, sum};
use super::quadtree::{Group, Quadtree};

/// What a group is pushed by: dots and squares, as many as whole lanes hold.
#[derive(Debug, Clone, Default)]
struct Pushers {
    x: Vec<f32>,
    y: Vec<f32>,
    /// Number of dots each stands for.
    dots: Vec<f32>,
}

impl Pushers {
    fn clear(&mut self) {
        self.x.clear();
        self.y.clear();
        self.dots.clear();
    }

    fn push(&mut self, place: [f32; 2], dots: f32) {
        self.x.push(place[0]);
        self.y.push(place[1]);
        self.dots.push(dots);
    }

    /// Fills the last lanes with dots of no weight.
    fn fill(&mut self) {
        while !self.x.len().is_multiple_of(LANES) {
            self.push([0.0; 2], 0.0);
        }
    }

    /// Sum of the pushes on a dot, and of the closenesses.
    fn on(&self, place: [f32; 2]) -> ([f32; 2], f32) {
        let one = f32x4::splat(1.0);
        let (own_x, own_y) = (f32x4::splat(place[0]), f32x4::splat(place[1]));
        let [mut closeness, mut push_x, mut push_y] = [f32x4::ZERO; 3];
        for ((x, y), dots) in in_lanes(&self.x).zip(in_lanes(&self.y)).zip(in_lanes(&self.dots)) {
            let (way_x, way_y) = (own_x - x, own_y - y);
            let close = one / (one + way_x * way_x + way_y * way_y);
            let weight = dots * close;
            closeness += weight;
            push_x += weight * close * way_x;
            push_y += weight * close * way_y;
        }
        ([sum(push_x), sum(push_y)], sum(closeness))
    }
}

/// Neighbours with their joint probabilities, and the tree.
#[derive(Debug, Clone)]
pub struct BarnesHut {
    affinities: Affinities,
    /// Square of θ: 0 looks at every dot, larger is quicker and coarser.
    angle_squared: f32,
    tree: Quadtree,
    pushers: Pushers,
    pulls: Vec<[f32; 2]>,
    pushes: Vec<[f32; 2]>,
}

impl BarnesHut {
    /// For these neighbours; `angle` is θ, 0.5 as a rule.
    #[must_use]
    pub fn new(affinities: Affinities, angle: f32) -> BarnesHut {
        let rows = affinities.rows();
        BarnesHut {
            affinities,
            angle_squared: angle * angle,
            tree: Quadtree::default(),
            pushers: Pushers::default(),
            pulls: vec![[0.0; 2]; rows],
            pushes: vec![[0.0; 2]; rows],
        }
    }

    /// Gradient of KL(exaggeration · P, Q) at `places`, as many as there are rows.
    pub fn gradient(&mut self, places: &[[f32; 2]], exaggeration: f32, gradient: &mut [[f32; 2]]) {
        let total = self.push(places);
        self.pull(places);
        super::descent::combine(&self.pulls, &self.pushes, total, exaggeration, gradient);
    }

    /// KL(P, Q) at `places`, in nats; pairs that are no neighbours have p = 0 and do not count.
    #[must_use]
    pub fn divergence(&mut self, places: &[[f32; 2]]) -> f64 {
        let total = self.push(places).max(f64::EPSILON);
        let mut divergence = 0.0;
        for (row, a) in places.iter().enumerate() {
            for (other, probability) in self.affinities.of(row).filter(|(_, probability)| *probability > 0.0) {
                let b = places[other];
                let close = 1.0 / (1.0 + (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2));
                divergence += f64::from(probability) * (f64::from((probability / close).ln()) + total.ln());
            }
        }
        divergence
    }

    fn pull(&mut self, places: &[[f32; 2]]) {
        let one = f32x4::splat(1.0);
        for (row, (pull, &[x, y])) in self.pulls.iter_mut().zip(places).enumerate() {
            let (own_x, own_y) = (f32x4::splat(x), f32x4::splat(y));
            let range = self.affinities.starts[row]..self.affinities.starts[row + 1];
            let (columns, rest_of_columns) = self.affinities.columns[range.clone()].as_chunks::<LANES>();
            let (values, rest_of_values) = self.affinities.values[range].as_chunks::<LANES>();
            let [mut pull_x, mut pull_y] = [f32x4::ZERO; 2];
            for (columns, values) in columns.iter().zip(values) {
                let [a, b, c, d] = columns.map(|column| places[column as usize]);
                let way_x = own_x - f32x4::new([a[0], b[0], c[0], d[0]]);
                let way_y = own_y - f32x4::new([a[1], b[1], c[1], d[1]]);
                let force = f32x4::new(*values) / (one + way_x * way_x + way_y * way_y);
                pull_x += force * way_x;
                pull_y += force * way_y;
            }
            let mut pulled = [sum(pull_x), sum(pull_y)];
            for (&column, &value) in rest_of_columns.iter().zip(rest_of_values) {
                let other = places[column as usize];
                let (way_x, way_y) = (x - other[0], y - other[1]);
                let force = value / (1.0 + way_x * way_x + way_y * way_y);
                pulled = [pulled[0] + force * way_x, pulled[1] + force * way_y];
            }
            *pull = pulled;
        }
    }

    /// Fills the pushes; the sum of all closenesses.
    fn push(&mut self, places: &[[f32; 2]]) -> f64 {
        self.tree.rebuild(places);
        let mut total = 0.0_f64;
        for &group in &self.tree.groups {
            gather(&self.tree, group, self.angle_squared, &mut self.pushers);
            let range = group.start as usize..group.end as usize;
            for (dot, &row) in self.tree.dots[range.clone()].iter().zip(&self.tree.order[range]) {
                let (push, closeness) = self.pushers.on(*dot);
                self.pushes[row as usize] = push;
                // The dot itself is as close as can be, and does not count.
                total += f64::from(closeness) - 1.0;
            }
        }
        total
    }
}

/// What the dots of a group are pushed by.
fn gather(tree: &Quadtree, group: Group, angle_squared: f32, pushers: &mut Pushers) {
    let dots = &tree.dots[group.start as usize..group.end as usize];
    let (mut low, mut high) = ([f32::INFINITY; 2], [f32::NEG_INFINITY; 2]);
    for dot in dots {
        for axis in 0..2 {
            low[axis] = low[axis].min(dot[axis]);
            high[axis] = high[axis].max(dot[axis]);
        }
    }
    pushers.clear();
    let mut number = 0;
    while let Some(square) = tree.squares.get(number) {
        let way = [0, 1].map(|axis| (low[axis] - square.centre[axis]).max(square.centre[axis] - high[axis]).max(0.0));
        if square.side_squared < angle_squared * (way[0] * way[0] + way[1] * way[1]) {
            pushers.push(square.centre, square.dots);
            number = square.skip as usize;
        } else if square.leaf {
            for &dot in &tree.dots[square.start as usize..square.end as usize] {
                pushers.push(dot, 1.0);
            }
            number = square.skip as usize;
        } else {
            number += 1;
        }
    }
    pushers.fill();
}
