//! Any bytes as `.npy` or `.npz`: no panic, and finite numbers in the shape stated.

use songscape::library::Tensor;

/// # Panics
/// When one of those does not hold.
pub fn check(bytes: &[u8]) {
    if let Ok(tensor) = Tensor::parse(bytes, None) {
        assert!(tensor.rows > 0 && tensor.form.width() > 0);
        assert_eq!(tensor.values.len(), tensor.rows * tensor.form.width());
        assert!(tensor.values.iter().all(|value| value.is_finite()));
        assert!(tensor.ids.is_none_or(|ids| ids.len() == tensor.rows));
    }
}
