//! How near is near on the map: the curve 1 / (1 + a·d^(2b)) that stands for "belongs together" at distance d.

/// Points the curve is fitted on, as in umap-learn.
const SAMPLES: usize = 300;
/// Steps after which the fit ends in any case; about ten are needed.
const MOST_STEPS: usize = 200;
/// Relative change below which the fit has arrived.
const ARRIVED: f64 = 1e-12;

/// The a and b whose curve 1 / (1 + a·d^(2b)) lies nearest to "1 up to `min_dist`, then falling by e every `spread`".
///
/// Least squares on 300 distances from 0 to 3 · `spread`, by Levenberg–Marquardt from a = b = 1. A `min_dist` beyond `spread` is legal
/// here (the curve only gets steeper). `spread` must be positive, both finite.
///
/// # Reference
/// `umap.umap_.find_ab_params` (0.5.12), which calls `scipy.optimize.curve_fit`.
#[must_use]
pub fn fit_curve(spread: f64, min_dist: f64) -> (f64, f64) {
    let samples: Vec<(f64, f64)> = (0..SAMPLES)
        .map(|place| {
            let distance = 3.0 * spread * place as f64 / (SAMPLES - 1) as f64;
            (distance, if distance < min_dist { 1.0 } else { (-(distance - min_dist) / spread).exp() })
        })
        .collect();
    let (mut a, mut b) = (1.0, 1.0);
    let mut damping = 1e-3;
    let mut error = squared_error(&samples, a, b);
    for _ in 0..MOST_STEPS {
        let Normal { aa, ab, bb, a: down_a, b: down_b } = Normal::at(&samples, a, b);
        let (damped_aa, damped_bb) = (aa * (1.0 + damping), bb * (1.0 + damping));
        let determinant = damped_aa * damped_bb - ab * ab;
        let step_a = (damped_bb * down_a - ab * down_b) / determinant;
        let step_b = (damped_aa * down_b - ab * down_a) / determinant;
        let (next_a, next_b) = (a + step_a, b + step_b);
        let next_error = squared_error(&samples, next_a, next_b);
        if next_a > 0.0 && next_b > 0.0 && next_error <= error {
            (a, b, error) = (next_a, next_b, next_error);
            damping *= 0.1;
            if step_a.abs() <= ARRIVED * a && step_b.abs() <= ARRIVED * b {
                break;
            }
        } else if damping > 1e12 {
            // No step in any direction helps any more.
            break;
        } else {
            damping *= 10.0;
        }
    }
    (a, b)
}

fn curve(distance: f64, a: f64, b: f64) -> f64 {
    1.0 / (1.0 + a * distance.powf(2.0 * b))
}

fn squared_error(samples: &[(f64, f64)], a: f64, b: f64) -> f64 {
    samples.iter().map(|&(distance, wanted)| (wanted - curve(distance, a, b)).powi(2)).sum()
}

/// The normal equations of one Gauss–Newton step.
struct Normal {
    aa: f64,
    ab: f64,
    bb: f64,
    a: f64,
    b: f64,
}

impl Normal {
    fn at(samples: &[(f64, f64)], a: f64, b: f64) -> Normal {
        let mut normal = Normal { aa: 0.0, ab: 0.0, bb: 0.0, a: 0.0, b: 0.0 };
        // At distance 0 the curve is 1 whatever a and b are.
        for &(distance, wanted) in samples.iter().filter(|(distance, _)| *distance > 0.0) {
            let value = curve(distance, a, b);
            let power = distance.powf(2.0 * b);
            let slope_a = -value * value * power;
            let slope_b = slope_a * a * 2.0 * distance.ln();
            let missing = wanted - value;
            normal.aa += slope_a * slope_a;
            normal.ab += slope_a * slope_b;
            normal.bb += slope_b * slope_b;
            normal.a += slope_a * missing;
            normal.b += slope_b * missing;
        }
        normal
    }
}
