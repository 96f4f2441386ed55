//! Adam (Kingma and Ba 2015), as `torch.optim.Adam` without weight decay, fused: one pass over the flat vectors,
//! nothing allocated.
//!
//! `burn-optim` has Adam too; it walks a module tree and makes about ten tensors a parameter a step. The update is
//! part of the loop this project exists to make fast, so it is written here, and tested against the paper's own formulas
//! in double precision.

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f32 = 1e-8;

/// The running moments of one network's gradients.
#[derive(Debug, Clone)]
pub struct Adam {
    first: Vec<f32>,
    second: Vec<f32>,
    step: i32,
}

impl Adam {
    /// Moments at zero for `count` parameters.
    pub fn new(count: usize) -> Adam {
        Adam { first: vec![0.0; count], second: vec![0.0; count], step: 0 }
    }

    /// Moves `parameters` one step against `gradient` (same length) at learning rate `rate`.
    pub fn update(&mut self, parameters: &mut [f32], gradient: &[f32], rate: f64) {
        self.step += 1;
        // PyTorch's order: step = rate / (1 − β₁ᵗ), denominator = √v / √(1 − β₂ᵗ) + ε.
        let step_size = (rate / (1.0 - BETA_1.powi(self.step))) as f32;
        let scale = (1.0 / (1.0 - BETA_2.powi(self.step)).sqrt()) as f32;
        let (beta_1, beta_2) = (BETA_1 as f32, BETA_2 as f32);
        let moments = self.first.iter_mut().zip(self.second.iter_mut());
        for ((parameter, slope), (first, second)) in parameters.iter_mut().zip(gradient).zip(moments) {
            *first = beta_1 * *first + (1.0 - beta_1) * slope;
            *second = beta_2 * *second + (1.0 - beta_2) * slope * slope;
            *parameter -= step_size * *first / (second.sqrt() * scale + EPSILON);
        }
    }
}

/// Scales `gradient` so that its Euclidean norm is at most `limit`, as `torch.nn.utils.clip_grad_norm_`;
/// returns the norm before. A norm that is not finite leaves the gradient as it is.
pub fn clip_norm(gradient: &mut [f32], limit: f64) -> f64 {
    // Eight sums side by side: one alone would wait for each addition.
    let mut sums = [0.0f64; 8];
    for slopes in gradient.chunks(8) {
        for (sum, &slope) in sums.iter_mut().zip(slopes) {
            *sum += f64::from(slope) * f64::from(slope);
        }
    }
    let norm = sums.iter().sum::<f64>().sqrt();
    if norm.is_finite() && norm > limit {
        let factor = (limit / (norm + 1e-6)) as f32;
        gradient.iter_mut().for_each(|slope| *slope *= factor);
    }
    norm
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Algorithm 1 of the paper, line by line, for one parameter.
    fn naive(start: f64, slopes: &[f64], rate: f64) -> f64 {
        let (mut parameter, mut first, mut second) = (start, 0.0, 0.0);
        for (step, slope) in (1..).zip(slopes) {
            first = 0.9 * first + 0.1 * slope;
            second = 0.999 * second + 0.001 * slope * slope;
            let (unbiased_first, unbiased_second) =
                (first / (1.0 - 0.9f64.powi(step)), second / (1.0 - 0.999f64.powi(step)));
            parameter -= rate * unbiased_first / (unbiased_second.sqrt() + 1e-8);
        }
        parameter
    }

    #[test]
    fn the_fused_update_is_the_papers() {
        let slopes = [[0.5, -2.0, 0.0], [0.1, 3.0, 0.0], [-0.4, 1e-4, 0.0], [0.2, -0.7, 1e-3]];
        let start = [1.0f32, -0.3, 0.25];
        let mut parameters = start;
        let mut adam = Adam::new(3);
        for slope in &slopes {
            adam.update(&mut parameters, &slope.map(|value| value as f32), 0.01);
        }
        for (place, parameter) in parameters.iter().enumerate() {
            let expected = naive(f64::from(start[place]), &slopes.map(|slope| slope[place]), 0.01);
            // Four steps in f32 against f64.
            assert!((f64::from(*parameter) - expected).abs() < 1e-6, "{parameter} is not {expected}");
        }
    }

    #[test]
    fn a_long_gradient_is_clipped_to_the_limit_and_a_short_one_left_alone() {
        let mut long = [30.0, 40.0];
        assert_eq!(clip_norm(&mut long, 5.0), 50.0);
        assert!((f64::from(long[0].hypot(long[1])) - 5.0).abs() < 1e-5);
        let mut short = [0.3, 0.4];
        clip_norm(&mut short, 5.0);
        assert_eq!(short, [0.3, 0.4]);
        let mut broken = [f32::NAN, 1.0];
        assert!(clip_norm(&mut broken, 5.0).is_nan());
        assert_eq!(broken[1], 1.0);
    }
}
