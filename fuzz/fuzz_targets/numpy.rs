//! Any bytes as `.npy` or `.npz`: no panic, no memory that the file does not justify, finite numbers in the shape stated.

#![no_main]

use libfuzzer_sys::fuzz_target;
use songscape::library::Tensor;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(tensor) = Tensor::parse(bytes, None) {
        assert_eq!(tensor.values.len(), tensor.rows * tensor.form.width());
        assert!(tensor.values.iter().all(|value| value.is_finite()));
        assert!(tensor.ids.is_none_or(|ids| ids.len() == tensor.rows));
    }
});
