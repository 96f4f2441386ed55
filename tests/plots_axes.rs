//! Ranges one can divide by, and numbers one can read.

use songscape::plots::axes::number;
use songscape::plots::usable_range;

#[test]
fn any_two_ends_become_a_range() {
    let awkward =
        [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, 1.0, -1.0, 1e17, 1e300, -1e300, 1e-300, f64::MIN_POSITIVE];
    for start in awkward {
        for end in awkward {
            let [low, high] = usable_range([start, end]);
            assert!(low.is_finite() && high.is_finite() && high > low, "{start}, {end}: {low}, {high}");
            assert!(((high - low) / 100.0 + low) < high, "{start}, {end}: too narrow to divide");
        }
    }
    assert_eq!(usable_range([2.0, -3.0]), [-3.0, 2.0]);
    assert_eq!(usable_range([4.0, 4.0]), [3.5, 4.5]);
}

#[test]
fn ticks_have_as_many_decimals_as_they_need() {
    assert_eq!(number(-1.0, &[-1.0, 0.0, 1.0]), "−1");
    assert_eq!(number(0.5, &[0.0, 0.5, 1.0]), "0.5");
    assert_eq!(number(-0.0, &[-0.05, -0.0, 0.05]), "0.00");
    assert_eq!(number(0.25, &[0.0, 0.25, 0.5]), "0.25");
    assert_eq!(number(0.1 + 0.2, &[0.1, 0.2, 0.1 + 0.2]), "0.3");
    assert_eq!(number(2e7, &[1e7, 2e7]), "2.0e7");
    assert_eq!(number(-2.1e-22, &[-1e-6, -2.1e-22, 1e-6]), "0.0e0");
    assert_eq!(number(3.0, &[3.0]), "3");
}
