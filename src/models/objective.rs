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
//! With **free bits** λ > 0 a latent unit's KL of a song costs nothing below λ nats (Kingma et al. 2016, for each song and
//! unit instead of their mean over a batch, so that a batch can be computed in parts): max(λ, KL_l) is trained instead.
//!
//! KL_l = −½·(1 + log σ²_l − μ_l² − σ²_l), the divergence of N(μ_l, σ²_l) from N(0, 1).

use burn_tensor::Tensor;
use serde::{Deserialize, Serialize};

/// Bound on log σ² under `elbo`: σ between 0.018 and 55, so that exp never overflows a young network.
pub const LOG_VARIANCE_BOUND: f32 = 8.0;

/// What the encoder says of each row: the mean and log-variance of its normal distribution over z.
#[derive(Debug, Clone)]
pub struct Posterior {
    /// μ, (rows, latent).
    pub mean: Tensor<2>,
    /// log σ², (rows, latent).
    pub log_variance: Tensor<2>,
}

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

/// What some rows of a batch add to its loss, as scalars that can still be differentiated.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Reconstruction error.
    pub reconstruction: Tensor<1>,
    /// KL divergence, before β and warm-up.
    pub kl: Tensor<1>,
    /// What is trained in place of `kl`: the same without free bits.
    pub trained_kl: Tensor<1>,
}

impl Objective {
    /// Whether the safeguards of ours apply: clamp of log σ², clipping of the gradient, KL warm-up. The other two
    /// objectives exist to reproduce the published rows, and go without, as there.
    pub fn guarded(self) -> bool {
        self == Objective::Elbo
    }

    /// What these rows add to the loss of a batch of `batch` rows. `x`, `reconstruction`: (rows, D); `posterior`: (rows, L).
    pub fn terms(
        self,
        x: Tensor<2>,
        reconstruction: Tensor<2>,
        posterior: &Posterior,
        batch: usize,
        free_bits: f64,
    ) -> Terms {
        let features = x.dims()[1];
        let squares = (reconstruction - x).square().sum();
        let kl = kl_entries(posterior);
        let latents = kl.dims()[1];
        let (squares_over, kl_over) = match self {
            Objective::Elbo => (batch * features, batch * features),
            Objective::Mean => (batch * features, batch * latents),
            Objective::Sum => (1, 1),
        };
        let over = |sum: Tensor<1>| sum / kl_over as f32;
        let exact = over(kl.clone().sum());
        let trained_kl = match free_bits > 0.0 {
            true => over(kl.clamp_min(free_bits as f32).sum()),
            false => exact.clone(),
        };
        Terms { reconstruction: squares / squares_over as f32, kl: exact, trained_kl }
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
