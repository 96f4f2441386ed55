//! Down the gradient with momentum and a gain for each coordinate (Jacobs 1988), in two phases, as scikit-learn's `_gradient_descent`.

use super::barnes_hut::BarnesHut;
use super::exact::ExactForces;

/// Factor on the pulls in the first phase, so that groups gather before they settle.
const EXAGGERATION: f32 = 12.0;

/// Longest first phase.
const FIRST_PHASE: usize = 250;

/// Iterations between two looks at whether it is done.
const CHECK_EVERY: usize = 50;

/// Iterations without a better divergence after which it ends.
const PATIENCE: usize = 300;

/// Norm of the gradient at which the map stands still.
const STANDSTILL: f64 = 1e-7;

/// The forces between the dots, every pair or by a tree.
#[derive(Debug, Clone)]
pub enum Forces {
    /// Every pair.
    Exact(ExactForces),
    /// By a tree.
    BarnesHut(Box<BarnesHut>),
}

impl Forces {
    /// Gradient of KL(exaggeration · P, Q) at `places`.
    pub fn gradient(&mut self, places: &[[f32; 2]], exaggeration: f32, gradient: &mut [[f32; 2]]) {
        match self {
            Forces::Exact(forces) => forces.gradient(places, exaggeration, gradient),
            Forces::BarnesHut(forces) => forces.gradient(places, exaggeration, gradient),
        }
    }

    /// KL(P, Q) at `places`, in nats.
    pub fn divergence(&mut self, places: &[[f32; 2]]) -> f64 {
        match self {
            Forces::Exact(forces) => forces.divergence(places),
            Forces::BarnesHut(forces) => forces.divergence(places),
        }
    }
}

/// 4 · (exaggeration · pull − push / total): the gradient, from its sums.
pub(super) fn combine(
    pulls: &[[f32; 2]],
    pushes: &[[f32; 2]],
    total: f64,
    exaggeration: f32,
    gradient: &mut [[f32; 2]],
) {
    let share = (1.0 / total.max(f64::EPSILON)) as f32;
    for (slope, (pull, push)) in gradient.iter_mut().zip(pulls.iter().zip(pushes)) {
        *slope = [0, 1].map(|axis| 4.0 * (exaggeration * pull[axis] - share * push[axis]));
    }
}

/// A map on its way.
#[derive(Debug, Clone)]
pub struct Descent {
    /// Where the dots are.
    pub places: Vec<[f32; 2]>,
    /// Iterations done.
    pub done: usize,
    /// Iterations at most.
    pub total: usize,
    first_phase: usize,
    in_first_phase: bool,
    rate: f32,
    gradient: Vec<[f32; 2]>,
    velocity: Vec<[f32; 2]>,
    gains: Vec<[f32; 2]>,
    best: (f64, usize),
}

impl Descent {
    /// From these places, for `total` iterations: a quarter of them, at most 250, exaggerated.
    #[must_use]
    pub fn new(places: Vec<[f32; 2]>, total: usize) -> Descent {
        let rows = places.len();
        Descent {
            places,
            done: 0,
            total,
            first_phase: FIRST_PHASE.min(total / 4),
            in_first_phase: true,
            rate: (rows as f32 / EXAGGERATION / 4.0).max(50.0),
            gradient: vec![[0.0; 2]; rows],
            velocity: vec![[0.0; 2]; rows],
            gains: vec![[1.0; 2]; rows],
            best: (f64::INFINITY, 0),
        }
    }

    /// One iteration; whether there is more to do.
    pub fn advance(&mut self, forces: &mut Forces) -> bool {
        if self.done >= self.total {
            return false;
        }
        if self.in_first_phase && self.done >= self.first_phase {
            self.leave_first_phase();
        }
        let (exaggeration, momentum) = if self.in_first_phase { (EXAGGERATION, 0.5) } else { (1.0, 0.8) };
        forces.gradient(&self.places, exaggeration, &mut self.gradient);
        let checked = (self.done + 1).is_multiple_of(CHECK_EVERY);
        // As scikit-learn, the divergence of the places the gradient was taken at. The first phase is too short to lose patience in.
        let divergence = (checked && !self.in_first_phase).then(|| forces.divergence(&self.places));
        self.move_dots(momentum);
        self.done += 1;
        if checked {
            let norm: f64 = self.gradient.iter().flatten().map(|slope| f64::from(*slope).powi(2)).sum::<f64>().sqrt();
            let mut ended = norm <= STANDSTILL;
            if let Some(divergence) = divergence {
                if divergence < self.best.0 {
                    self.best = (divergence, self.done);
                } else {
                    ended |= self.done - self.best.1 > PATIENCE;
                }
            }
            if ended && self.in_first_phase {
                self.leave_first_phase();
            } else if ended {
                self.total = self.done;
            }
        }
        self.done < self.total
    }

    /// Each phase starts from rest.
    fn leave_first_phase(&mut self) {
        self.in_first_phase = false;
        self.velocity.fill([0.0; 2]);
        self.gains.fill([1.0; 2]);
        self.best = (f64::INFINITY, self.done);
    }

    /// The gradient is multiplied by the gains on the way, as the norm is taken of that.
    fn move_dots(&mut self, momentum: f32) {
        let slopes = self.gradient.as_flattened_mut().iter_mut();
        let gains = self.gains.as_flattened_mut().iter_mut();
        let velocities = self.velocity.as_flattened_mut().iter_mut();
        let coordinates = self.places.as_flattened_mut().iter_mut();
        for (((slope, gain), velocity), coordinate) in slopes.zip(gains).zip(velocities).zip(coordinates) {
            let turned = *velocity * *slope < 0.0;
            *gain = if turned { *gain + 0.2 } else { *gain * 0.8 }.max(0.01);
            *slope *= *gain;
            *velocity = momentum * *velocity - self.rate * *slope;
            *coordinate += *velocity;
        }
    }
}
