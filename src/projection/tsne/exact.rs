//! The gradient with every pair of songs, four at a time. Up to about a thousand rows this is as quick as a tree, and exact.

use ndarray::{Array2, ArrayView2};
use wide::f32x4;

use super::affinities::SMALLEST_PROBABILITY;
use super::lanes::{LANES, in_lanes, sum};

/// Where the lanes beyond the last row lie: so far that they neither push nor count, and nothing underflows.
const FAR_AWAY: f32 = 1e9;

/// All pairs with their joint probabilities.
#[derive(Debug, Clone)]
pub struct ExactForces {
    rows: usize,
    /// Rows, filled up to whole lanes.
    stride: usize,
    /// Joint probabilities, N × stride; 0 on the diagonal and beyond the last row.
    probabilities: Vec<f32>,
    x: Vec<f32>,
    y: Vec<f32>,
    pulls: Vec<[f32; 2]>,
    pushes: Vec<[f32; 2]>,
}

impl ExactForces {
    /// For `rows` rows, from how each spreads its weight: `conditional` is N × N, the diagonal 0.
    #[must_use]
    pub fn new(conditional: ArrayView2<'_, f32>) -> ExactForces {
        let rows = conditional.nrows();
        let stride = rows.next_multiple_of(LANES);
        let sum: f64 = 2.0 * conditional.iter().copied().map(f64::from).sum::<f64>();
        let scale = (1.0 / sum.max(f64::EPSILON)) as f32;
        let mut probabilities = vec![0.0; rows * stride];
        for (i, places) in probabilities.chunks_mut(stride.max(1)).enumerate() {
            for (j, place) in places[..rows].iter_mut().enumerate() {
                let probability = (conditional[[i, j]] + conditional[[j, i]]) * scale;
                *place = if probability < SMALLEST_PROBABILITY { 0.0 } else { probability };
            }
        }
        ExactForces {
            rows,
            stride,
            probabilities,
            x: vec![FAR_AWAY; stride],
            y: vec![FAR_AWAY; stride],
            pulls: vec![[0.0; 2]; rows],
            pushes: vec![[0.0; 2]; rows],
        }
    }

    /// The joint probabilities (N × N).
    #[must_use]
    pub fn probabilities(&self) -> Array2<f32> {
        Array2::from_shape_fn((self.rows, self.rows), |(i, j)| self.probabilities[i * self.stride + j])
    }

    /// Gradient of KL(exaggeration · P, Q) at `places`, as many as there are rows.
    pub fn gradient(&mut self, places: &[[f32; 2]], exaggeration: f32, gradient: &mut [[f32; 2]]) {
        for (place, (x, y)) in places.iter().zip(self.x.iter_mut().zip(&mut self.y)) {
            (*x, *y) = (place[0], place[1]);
        }
        let one = f32x4::splat(1.0);
        let mut total = 0.0_f64;
        for (row, place) in places.iter().enumerate() {
            let probabilities = &self.probabilities[row * self.stride..][..self.stride];
            let (own_x, own_y) = (f32x4::splat(place[0]), f32x4::splat(place[1]));
            let [mut closeness, mut pull_x, mut pull_y, mut push_x, mut push_y] = [f32x4::ZERO; 5];
            for ((probability, x), y) in in_lanes(probabilities).zip(in_lanes(&self.x)).zip(in_lanes(&self.y)) {
                let (way_x, way_y) = (own_x - x, own_y - y);
                let close = one / (one + way_x * way_x + way_y * way_y);
                let (pull, push) = (probability * close, close * close);
                closeness += close;
                pull_x += pull * way_x;
                pull_y += pull * way_y;
                push_x += push * way_x;
                push_y += push * way_y;
            }
            // The row itself is as close as can be, and does not count.
            total += f64::from(sum(closeness)) - 1.0;
            self.pulls[row] = [sum(pull_x), sum(pull_y)];
            self.pushes[row] = [sum(push_x), sum(push_y)];
        }
        super::descent::combine(&self.pulls, &self.pushes, total, exaggeration, gradient);
    }

    /// KL(P, Q) at `places`, in nats.
    #[must_use]
    pub fn divergence(&self, places: &[[f32; 2]]) -> f64 {
        let (mut closeness, mut surprise) = (0.0_f64, 0.0_f64);
        for (row, a) in places.iter().enumerate() {
            let probabilities = &self.probabilities[row * self.stride..];
            let mut of_row = 0.0_f64;
            for (b, &probability) in places[..row].iter().zip(probabilities) {
                let close = 1.0 / (1.0 + (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2));
                of_row += f64::from(close);
                if probability > 0.0 {
                    surprise += f64::from(probability * (probability / close).ln());
                }
            }
            closeness += of_row;
        }
        // Half of the pairs were looked at; all probabilities sum to 1, or to 0 where there is one row.
        if self.rows < 2 { 0.0 } else { 2.0 * surprise + (2.0 * closeness).max(f64::EPSILON).ln() }
    }
}
