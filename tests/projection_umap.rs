//! UMAP against umap-learn's figures (in `parity`), its fast paths against naive twins, and what must hold for any points.

#[path = "parity/umap.rs"]
mod parity;
mod reference_signals;

use ndarray::{Array2, ArrayView2, Axis, array, concatenate};
use proptest::prelude::*;
use rand_xoshiro::{
    Xoroshiro64Star,
    rand_core::{RngCore, SeedableRng},
};
use reference_signals::{blobs, gauss};
use songscape::neighbours::{NeighbourTable, nearest_rows};
use songscape::projection::{
    ProjectionError,
    umap::{FuzzyGraph, LANES, Layout, SmoothDistances, Umap, UmapSettings, fit_curve, power},
};

fn matrix(rows: usize, columns: usize, seed: u32) -> Array2<f32> {
    Array2::from_shape_vec((rows, columns), gauss(rows * columns, seed).iter().map(|&v| v as f32).collect()).unwrap()
}

fn settings() -> UmapSettings {
    UmapSettings { epochs: Some(30), ..UmapSettings::default() }
}

fn run(mut umap: Umap) -> Array2<f32> {
    let mut steps = 0;
    while umap.step().unwrap() {
        steps += 1;
        assert!(steps < 100_000, "it goes on forever");
        let (done, all) = umap.progress();
        assert!(done <= all);
    }
    assert_eq!(umap.progress().0, umap.progress().1);
    umap.finish()
}

fn map(points: ArrayView2<f32>, settings: &UmapSettings) -> Array2<f32> {
    run(Umap::new(points, settings).unwrap())
}

fn assert_sensible(what: &str, map: &Array2<f32>, rows: usize) {
    assert_eq!(map.dim(), (rows, 2), "{what}");
    assert!(map.iter().all(|value| value.is_finite() && value.abs() < 1e4), "{what}: {map}");
}

#[test]
fn the_power_is_near_enough() {
    // 4e-6 is what its documentation promises.
    for exponent in [0.05, 0.5, 0.790_494, 0.895_06, 1.0, 1.929_9] {
        for start in (-200..200).step_by(LANES) {
            let numbers: [f32; LANES] = std::array::from_fn(|lane| ((start + lane as i32) as f32 * 0.1).exp2() * 1.013);
            for (number, found) in numbers.iter().zip(power(numbers, exponent)) {
                let expected = f64::from(*number).powf(f64::from(exponent));
                assert!((f64::from(found) / expected - 1.0).abs() < 4e-6, "{number}^{exponent}: {found}");
            }
        }
    }
    let extremes = power([0.0, f32::MIN_POSITIVE, 1e-45, f32::MAX, 1.0, 1.0, 1.0, 1.0], 1.9);
    assert!(extremes.iter().all(|value| value.is_finite() && *value > 0.0), "{extremes:?}");
}

/// The graph by its definition: a matrix of what each says of each, then a + b − ab.
fn naive_graph(table: &NeighbourTable, smooth: &SmoothDistances) -> Array2<f32> {
    let rows = table.len();
    let mut said = Array2::<f32>::zeros((rows, rows));
    for row in 0..rows {
        for (end, distance) in table.of(row) {
            let gap = f64::from(distance) - f64::from(smooth.rhos[row]);
            let unit = f64::from(smooth.sigmas[row]);
            said[[row, end]] = if gap > 0.0 { (-gap / unit).exp() as f32 } else { 1.0 };
        }
    }
    Array2::from_shape_fn((rows, rows), |(i, j)| said[[i, j]] + said[[j, i]] - said[[i, j]] * said[[j, i]])
}

fn dense(graph: &FuzzyGraph) -> Array2<f32> {
    let mut matrix = Array2::zeros((graph.len(), graph.len()));
    for row in 0..graph.len() {
        for (end, weight) in graph.edges(row) {
            matrix[[row, end as usize]] = weight;
        }
    }
    matrix
}

/// What a row feels from another, at most 4 along each axis.
fn naive_force(here: [f64; 2], other: [f64; 2], strength: impl Fn(f64) -> f64) -> [f64; 2] {
    let way = [here[0] - other[0], here[1] - other[1]];
    let strength = strength(way[0] * way[0] + way[1] * way[1]);
    way.map(|way| (strength * way).clamp(-4.0, 4.0))
}

/// The first epochs with `powf` in f64, in the documented order: from one place an edge's pull and its pushes, then both ends move.
fn naive_epochs(graph: &FuzzyGraph, places: &[[f32; 2]], epochs: usize, done: usize, seed: u64) -> Vec<[f64; 2]> {
    let (a, b) = fit_curve(1.0, 0.1);
    let mut chance = Xoroshiro64Star::seed_from_u64(seed);
    let mut places: Vec<[f64; 2]> = places.iter().map(|place| place.map(f64::from)).collect();
    let strongest = graph.strongest();
    let mut due: Vec<(f32, f32)> = graph.weights.iter().map(|&w| (strongest / w, strongest / w / 5.0)).collect();
    for epoch in 0..done {
        let (now, alpha) = (epoch as f32, 1.0 - epoch as f64 / epochs as f64);
        for row in 0..graph.len() {
            for (edge, due) in due.iter_mut().enumerate().take(graph.starts[row + 1]).skip(graph.starts[row]) {
                let period = strongest / graph.weights[edge];
                if due.0 > now {
                    continue;
                }
                due.0 += period;
                let pushes = ((now - due.1) / (period / 5.0)).max(0.0) as usize;
                due.1 += pushes as f32 * (period / 5.0);
                let end = graph.ends[edge] as usize;
                let met: Vec<usize> =
                    (0..pushes).map(|_| ((u64::from(chance.next_u32()) * graph.len() as u64) >> 32) as usize).collect();
                // Seven pushes fit beside the pull, then eight at a time.
                let (beside, further) = met.split_at(met.len().min(7));
                let pull = naive_force(places[row], places[end], |squared| {
                    if squared > 0.0 { -2.0 * a * b * squared.powf(b - 1.0) / (1.0 + a * squared.powf(b)) } else { 0.0 }
                });
                let push = |squared: f64| 2.0 * b / ((0.001 + squared) * (1.0 + a * squared.powf(b)));
                for (batch, pull) in
                    std::iter::once((beside, pull)).chain(further.chunks(8).map(|batch| (batch, [0.0; 2])))
                {
                    let mut total = pull;
                    for &met in batch {
                        let force = naive_force(places[row], places[met], push);
                        total = [total[0] + force[0], total[1] + force[1]];
                    }
                    for axis in 0..2 {
                        places[row][axis] += alpha * total[axis];
                        places[end][axis] -= alpha * pull[axis];
                    }
                }
            }
        }
    }
    places
}

#[test]
fn the_layout_is_its_naive_twin() {
    let points = matrix(40, 5, 11);
    let table = nearest_rows(points.view(), 6);
    let graph = FuzzyGraph::of(&table, &SmoothDistances::of(&table));
    // Crowded, the dance is chaotic: the rounding of one epoch is a thousand times larger after the next. So one epoch
    // in a crowd (the first has nothing due), and more where there is room.
    for (size, epochs_done) in [(3.0, 2), (30.0, 6)] {
        let start: Vec<[f32; 2]> = points.rows().into_iter().map(|row| [size * row[0], size * row[1]]).collect();
        let mut layout = Layout::new(&graph, start.clone(), fit_curve(1.0, 0.1), 500, 7);
        for _ in 0..epochs_done {
            assert!(layout.step());
        }
        let expected = naive_epochs(&graph, &start, 500, epochs_done, 7);
        let mut moved = 0.0_f32;
        for ((found, expected), start) in layout.places().iter().zip(&expected).zip(&start) {
            for axis in 0..2 {
                assert!((f64::from(found[axis]) - expected[axis]).abs() < 2e-4, "{found:?} is not {expected:?}");
                moved = moved.max((found[axis] - start[axis]).abs());
            }
        }
        assert!(moved > 1.0, "nobody danced");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_graph_is_its_naive_twin(rows in 2_usize..40, columns in 1_usize..5, others in 1_usize..12, grid in any::<bool>(), seed in 0_u32..1000) {
        let mut points = matrix(rows, columns, seed);
        if grid {
            // Many rows in the same place, many equally far.
            points.mapv_inplace(f32::round);
        }
        let table = nearest_rows(points.view(), others);
        let smooth = SmoothDistances::of(&table);
        prop_assert!(smooth.sigmas.iter().chain(&smooth.rhos).all(|value| value.is_finite()));
        let graph = FuzzyGraph::of(&table, &smooth);
        let (found, expected) = (dense(&graph), naive_graph(&table, &smooth));
        for (found, expected) in found.iter().zip(&expected) {
            prop_assert!((found - expected).abs() < 1e-6);
        }
        prop_assert_eq!(&found, &found.t());
        prop_assert!(graph.ends.len() == found.iter().filter(|&&weight| weight > 0.0).count());
    }

    #[test]
    fn any_points_get_a_finite_map(rows in 0_usize..30, columns in 0_usize..4, neighbours in 2_usize..20, grid in any::<bool>(), size in -18_i32..18, seed in 0_u32..1000) {
        let mut points = matrix(rows, columns, seed) * 10_f32.powi(size);
        if grid {
            points.mapv_inplace(f32::round);
        }
        let umap = Umap::new(points.view(), &UmapSettings { neighbours, ..settings() }).unwrap();
        prop_assert!(umap.neighbours_used() <= neighbours);
        prop_assert_eq!(umap.places().dim(), (rows, 2));
        let map = run(umap);
        prop_assert_eq!(map.dim(), (rows, 2));
        prop_assert!(map.iter().all(|value| value.is_finite() && value.abs() < 1e4), "{}", map);
    }
}

#[test]
fn few_rows_equal_rows_and_parts_get_sensible_maps() {
    for rows in 0..4 {
        assert_sensible("few", &map(matrix(rows, 3, 5).view(), &UmapSettings::default()), rows);
    }
    let pair = map(array![[0.0, 1.0], [2.0, 3.0]].view(), &UmapSettings::default());
    assert!(pair.row(0) != pair.row(1), "two different songs lie apart");
    assert_sensible("all equal", &map(Array2::ones((40, 3)).view(), &settings()), 40);
    assert_sensible("no columns", &map(Array2::zeros((20, 0)).view(), &settings()), 20);
    assert_sensible("one column", &map(matrix(50, 1, 6).view(), &settings()), 50);
    assert_sensible("many columns", &map(matrix(30, 5_000, 6).view(), &settings()), 30);
    let mut constant = matrix(50, 3, 7);
    constant.column_mut(1).fill(4.0);
    assert_sensible("a constant column", &map(constant.view(), &settings()), 50);
    let parts = concatenate![Axis(0), matrix(40, 3, 8), matrix(40, 3, 9) + 1e6];
    let table = nearest_rows(parts.view(), 14);
    assert!(!FuzzyGraph::of(&table, &SmoothDistances::of(&table)).is_connected());
    let found = map(parts.view(), &UmapSettings::default());
    assert_sensible("two parts", &found, 80);
    // The groups stay apart: every row's nearest on the map is of its own part.
    let nearest = nearest_rows(found.view(), 1);
    assert!((0..80).all(|row| nearest.of(row).all(|(other, _)| (row < 40) == (other < 40))));
    for min_dist in [0.0, 1.0] {
        assert_sensible("min_dist", &map(matrix(40, 3, 8).view(), &UmapSettings { min_dist, ..settings() }), 40);
    }
    for epochs in [0, 1, 5] {
        let found = map(matrix(40, 3, 8).view(), &UmapSettings { epochs: Some(epochs), ..settings() });
        assert_sensible("few epochs", &found, 40);
    }
}

#[test]
fn neighbours_are_lowered_as_umap_learn_lowers_them() {
    let used = |rows, neighbours| {
        let settings = UmapSettings { neighbours, ..settings() };
        Umap::new(matrix(rows, 2, 3).view(), &settings).unwrap().neighbours_used()
    };
    assert_eq!([used(16, 15), used(15, 15), used(5, 15), used(3, 15), used(2, 15)], [15, 14, 4, 2, 2]);
}

#[test]
fn the_same_seed_draws_the_same_map_and_another_another() {
    let points = parity::points("blobs_hard");
    let draw = |seed| map(points.view(), &UmapSettings { seed, ..settings() });
    assert_eq!(draw(1), draw(1));
    assert_ne!(draw(1), draw(2));
}

#[test]
fn known_neighbours_give_the_same_map_and_further_ones_are_ignored() {
    let points = parity::points("blobs_hard");
    let expected = map(points.view(), &settings());
    for others in [14, 20] {
        let table = nearest_rows(points.view(), others);
        assert_eq!(run(Umap::from_neighbours(points.view(), table, &settings()).unwrap()), expected);
    }
}

#[test]
fn the_map_moves_while_it_is_made() {
    let points = parity::points("blobs_hard");
    let mut umap = Umap::new(points.view(), &UmapSettings::default()).unwrap();
    let mut frames = vec![umap.places()];
    while umap.step().unwrap() {
        let places = umap.places();
        if frames.last() != Some(&places) {
            frames.push(places);
        }
    }
    assert!(frames.len() > 50, "{} frames", frames.len());
}

#[test]
fn what_cannot_be_drawn_is_refused_by_name() {
    let points = matrix(20, 3, 1);
    let refused = |points: &Array2<f32>, settings: UmapSettings| Umap::new(points.view(), &settings).unwrap_err();
    let mut broken = points.clone();
    broken[[4, 2]] = f32::NAN;
    assert_eq!(refused(&broken, settings()), ProjectionError::MapNotFinite { row: 4, column: 2 });
    let few = UmapSettings { neighbours: 1, ..settings() };
    assert_eq!(refused(&points, few), ProjectionError::TooFewMapNeighbours { neighbours: 1 });
    for min_dist in [-0.1, 1.1, f64::NAN] {
        assert_eq!(refused(&points, UmapSettings { min_dist, ..settings() }), ProjectionError::MinDistOutOfRange {});
    }
    let wrong = |table| Umap::from_neighbours(points.view(), table, &settings()).unwrap_err();
    let expected = |found| ProjectionError::MapNeighbours { rows: 20, expected: 14, found };
    assert_eq!(wrong(nearest_rows(points.view(), 13)), expected(13));
    assert_eq!(wrong(nearest_rows(matrix(19, 3, 1).view(), 14)), expected(14));
    let mut stranger = nearest_rows(points.view(), 14);
    stranger.rows[5] = 20;
    assert_eq!(wrong(stranger), expected(14));
    assert_eq!(wrong(NeighbourTable::default()), expected(0));
}

#[test]
fn groups_that_lie_apart_stay_apart() {
    let (values, groups) = blobs(120, 8, 4, 0.3, 77);
    let points = Array2::from_shape_vec((120, 8), values).unwrap();
    let found = map(points.view(), &UmapSettings::default());
    let nearest = nearest_rows(found.view(), 5);
    assert!((0..120).all(|row| nearest.of(row).all(|(other, _)| groups[row] == groups[other])));
}
