//! What the network is asked to make small.
//!
//! A variational autoencoder balances two wishes: the decoder should draw the song's features back from z
//! (*reconstruction*), and the encoder should stay close to the standard normal distribution (*KL*), so that the
//! latent space has no holes. β says how much the second wish weighs.
//!
//! | objective | reconstruction | KL | from |
//! |---|---|---|---|
//! | `elbo` | mean over rows of (1/D)·Σ_d (x̂−x)² | mean over rows of (1/D)·Σ_l KL_l | the evidence lower bound, both terms per feature (Kingma and Welling 2014; β: Higgins et al. 2017) |
//! | `mean` | mean over all entries of (x̂−x)² | mean over all entries of KL | system B; the KL weighs D/L times too much, so the posterior collapses |
//! | `sum` | sum over all entries | sum over all entries | system A, Easy |
//!
//! KL_l = −½·(1 + log σ²_l − μ_l² − σ²_l), the divergence of N(μ_l, σ²_l) from N(0, 1).

use burn_tensor::Tensor;
use serde::{Deserialize, Serialize};

use super::mlp::Posterior;

/// Bound on log σ² under `elbo`: σ between 0.018 and 55, so that exp never overflows a young network.
pub const LOG_VARIANCE_BOUND: f32 = 8.0;

/// Which loss is trained; see the table above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Objective {
    /// Evidence lower bound per feature, with warm-up, clamp and clipping: ours, the default.
    Elbo,
    /// System B's, exactly.
    Mean,
    /// System A's (Easy), exactly.
    Sum,
}

/// The two terms of the loss of one batch, as scalars that can still be differentiated.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Reconstruction error.
    pub reconstruction: Tensor<1>,
    /// KL divergence, before β and warm-up.
    pub kl: Tensor<1>,
}

impl Objective {
    /// Whether the safeguards of ours apply: clamp of log σ², clipping of the gradient, KL warm-up. The other two
    /// objectives exist to reproduce the published rows, and go without, as there.
    pub fn guarded(self) -> bool {
        self == Objective::Elbo
    }

    /// The loss terms of one batch. `x`, `reconstruction`: (rows, D); `posterior`: (rows, L).
    pub fn terms(self, x: Tensor<2>, reconstruction: Tensor<2>, posterior: &Posterior) -> Terms {
        let [rows, features] = x.dims();
        let squares = (reconstruction - x).square().sum();
        let kl = kl_entries(posterior);
        let latents = kl.dims()[1];
        let kl = kl.sum();
        let (squares_over, kl_over) = match self {
            Objective::Elbo => (rows * features, rows * features),
            Objective::Mean => (rows * features, rows * latents),
            Objective::Sum => (1, 1),
        };
        Terms { reconstruction: squares / squares_over as f32, kl: kl / kl_over as f32 }
    }

    /// The share of a batch in its epoch's average: rows for objectives that average over rows already.
    pub fn weight(self, rows: usize) -> f64 {
        match self {
            Objective::Elbo | Objective::Mean => rows as f64,
            Objective::Sum => 1.0,
        }
    }

    /// The weight of KL in `epoch` (0-based) of `epochs`: rises from 0 to 1 over the first `share` of them.
    pub fn warmup(self, epoch: usize, epochs: usize, share: f64) -> f64 {
        let rise = share * epochs as f64;
        if !self.guarded() || rise <= 0.0 {
            return 1.0;
        }
        (epoch as f64 / rise).min(1.0)
    }
}

/// KL of every entry, (rows, latent).
fn kl_entries(posterior: &Posterior) -> Tensor<2> {
    let Posterior { mean, log_variance } = posterior;
    let inside = log_variance.clone() + 1.0 - mean.clone().square() - log_variance.clone().exp();
    inside * -0.5
}
