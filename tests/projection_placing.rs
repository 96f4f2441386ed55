//! Further songs on a finished map.

mod reference_signals;

use ndarray::{Array2, Axis, array, s};
use proptest::prelude::*;
use reference_signals::gauss;
use songscape::projection::{Alignment, Frame, MapFrame, NeighbourFrame, ProjectionError, pca_map};

fn cloud(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    let values: Vec<f32> = gauss(rows * columns, seed).into_iter().map(|value| value as f32).collect();
    Array2::from_shape_vec((rows, columns), values).expect("whole rows")
}

fn frame(rows: usize, columns: usize, neighbours: usize, seed: u32) -> NeighbourFrame {
    NeighbourFrame {
        latents: cloud(rows, columns, seed),
        places: cloud(rows, 2, seed.wrapping_add(3)) * 9.0,
        neighbours,
    }
}

/// As it is written: all distances sorted, σ tried in ten thousand steps of a tenth of a percent.
fn twin(frame: &NeighbourFrame, point: &[f32]) -> [f64; 2] {
    let mut known: Vec<(f64, usize)> = frame
        .latents
        .rows()
        .into_iter()
        .enumerate()
        .map(|(row, values)| {
            let squared: f64 = values.iter().zip(point).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2)).sum();
            (squared.sqrt(), row)
        })
        .collect();
    known.sort_by(|a, b| a.partial_cmp(b).expect("finite"));
    known.truncate(frame.neighbours);
    let first = known[0].0;
    let mean = known.iter().map(|(distance, _)| distance - first).sum::<f64>() / known.len() as f64;
    let wanted = (known.len() as f64).log2().max(1.0);
    let miss = |sigma: f64| (known.iter().map(|(d, _)| (-(d - first) / sigma).exp()).sum::<f64>() - wanted).abs();
    let tried = (-5_000..5_000).map(|step| mean * 1.001_f64.powi(step));
    let sigma = tried.min_by(|&a, &b| miss(a).total_cmp(&miss(b))).expect("steps");
    let weights: Vec<f64> = known.iter().map(|(d, _)| (-(d - first) / sigma).exp() * first / d).collect();
    [0, 1].map(|axis| {
        let sum: f64 = known.iter().zip(&weights).map(|((_, row), w)| w * f64::from(frame.places[[*row, axis]])).sum();
        sum / weights.iter().sum::<f64>()
    })
}

#[test]
fn a_known_song_lies_where_it_lay() {
    let mut frame = frame(40, 6, 15, 1);
    assert_eq!(frame.place(frame.latents.view()), Ok(frame.places.clone()));
    // Of two equal songs with different places the first is taken.
    let first = frame.latents.row(3).to_owned();
    frame.latents.row_mut(30).assign(&first);
    let placed = frame.place(first.insert_axis(Axis(0)).view()).expect("same width");
    assert_eq!(placed.row(0), frame.places.row(3));
}

#[test]
fn a_song_that_nears_a_known_one_nears_its_place() {
    let frame = frame(40, 6, 15, 2);
    let step = cloud(1, 6, 9);
    let mut before = f32::INFINITY;
    for scale in [1e-1, 1e-2, 1e-3, 1e-4, 1e-5] {
        let point = &frame.latents.slice(s![7..8, ..]) + &(&step * scale);
        let placed = frame.place(point.view()).expect("same width");
        let apart = (&placed.row(0) - &frame.places.row(7)).iter().map(|way| way * way).sum::<f32>().sqrt();
        assert!(apart < before * 0.5, "{scale}: {apart}");
        before = apart;
    }
    assert!(before < 1e-3);
}

#[test]
fn few_songs_and_odd_ones() {
    let nothing = NeighbourFrame { latents: Array2::zeros((0, 3)), places: Array2::zeros((0, 2)), neighbours: 5 };
    assert_eq!(nothing.place(cloud(2, 3, 1).view()), Ok(Array2::zeros((2, 2))));
    let one = NeighbourFrame { latents: array![[1.0, 2.0]], places: array![[7.0, 8.0]], neighbours: 5 };
    assert_eq!(one.place(array![[100.0, 3.0]].view()), Ok(array![[7.0, 8.0]]));
    // Two equally far: half way.
    let two = NeighbourFrame { latents: array![[-1.0], [1.0]], places: array![[0.0, 0.0], [4.0, 2.0]], neighbours: 0 };
    assert_eq!(two.place(array![[0.0]].view()), Ok(array![[0.0, 0.0]]), "no neighbours asked for is one");
    let two = NeighbourFrame { neighbours: 9, ..two };
    assert_eq!(two.place(array![[0.0]].view()), Ok(array![[2.0, 1.0]]));
    let equal = NeighbourFrame { latents: Array2::ones((6, 3)), places: cloud(6, 2, 1), neighbours: 4 };
    assert!(equal.place(Array2::zeros((1, 3)).view()).expect("same width").iter().all(|place| place.is_finite()));
    assert_eq!(frame(9, 3, 4, 1).place(Array2::zeros((0, 3)).view()), Ok(Array2::zeros((0, 2))));
    let far = frame(9, 3, 4, 1).place((cloud(4, 3, 2) * 1e37).view()).expect("same width");
    assert!(far.iter().all(|place| place.is_finite()));
}

#[test]
fn what_does_not_fit_is_named() {
    let good = frame(9, 3, 4, 1);
    let refused = good.place(cloud(1, 4, 1).view());
    assert_eq!(refused, Err(ProjectionError::MapColumns { expected: 3, found: 4 }));
    let refused = good.place(array![[0.0, f32::NAN, 0.0]].view());
    assert_eq!(refused, Err(ProjectionError::MapNotFinite { row: 0, column: 1 }));
    let short = NeighbourFrame { places: cloud(8, 2, 1), ..good.clone() };
    assert_eq!(short.place(cloud(1, 3, 1).view()), Err(ProjectionError::MapRows { expected: 9, found: 8 }));
    let wide = NeighbourFrame { places: cloud(9, 3, 1), ..good };
    assert_eq!(wide.place(cloud(1, 3, 1).view()), Err(ProjectionError::MapColumns { expected: 2, found: 3 }));
}

#[test]
fn either_kind_of_map_places() {
    let points = cloud(30, 4, 1);
    let map = pca_map(points.view()).expect("finite");
    let alignment = Alignment::between(map.places.view(), map.places.view()).expect("the same");
    let (linear, neighbours) = (MapFrame::new(&map, alignment), frame(30, 4, 5, 2));
    let further = cloud(3, 4, 8);
    assert_eq!(Frame::Linear(linear.clone()).place(further.view()), linear.place(further.view()));
    assert_eq!(Frame::Neighbours(neighbours.clone()).place(further.view()), neighbours.place(further.view()));
    assert_eq!(Frame::Linear(linear.clone()).variance_shown(), linear.variance_shown);
    assert_eq!(Frame::Neighbours(neighbours).variance_shown(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each by itself, inside the box of its neighbours' places, where the plain twin puts it.
    #[test]
    fn songs_lie_where_the_plain_twin_puts_them(rows in 1..50_usize, columns in 1..20_usize, neighbours in 1..20_usize, seed in any::<u32>()) {
        let frame = frame(rows, columns, neighbours, seed);
        let points = cloud(5, columns, seed.wrapping_add(11));
        let placed = frame.place(points.view()).expect("same width");
        for (row, point) in points.rows().into_iter().enumerate() {
            let alone = frame.place(point.insert_axis(Axis(0))).expect("same width");
            prop_assert_eq!(alone.row(0), placed.row(row));
            if rows > 1 && neighbours > 1 {
                let expected = twin(&frame, &point.to_vec());
                for axis in 0..2 {
                    // The twin's steps are a thousandth; places reach 40.
                    let found = f64::from(placed[[row, axis]]);
                    prop_assert!((found - expected[axis]).abs() < 0.05, "{found} {}", expected[axis]);
                }
            }
        }
    }
}
