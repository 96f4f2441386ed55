//! Adam (Kingma and Ba 2015), as `torch.optim.Adam` without weight decay, fused: one pass over the flat vectors,
//! nothing allocated.
//!
//! `burn-optim` has Adam too; it walks a module tree and makes about ten tensors a parameter a step. The update is
//! part of the loop this project exists to make fast, so it is written here, and tested against PyTorch's figures.

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
    let norm = gradient.iter().map(|&slope| f64::from(slope) * f64::from(slope)).sum::<f64>().sqrt();
    if norm.is_finite() && norm > limit {
        let factor = (limit / (norm + 1e-6)) as f32;
        gradient.iter_mut().for_each(|slope| *slope *= factor);
    }
    norm
}
