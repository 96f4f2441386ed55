//! The landscape: lines of equal density, against a naive estimate.

use songscape::plots::density::{Axis, binned, counted};
use songscape::plots::landscape::{LEVELS, MANY, isolines};

fn cloud() -> Vec<[f32; 2]> {
    (0..40)
        .map(|i| [(i as f32 * 0.7).sin() * 1.2 + if i % 2 == 0 { -2.0 } else { 2.0 }, (i as f32 * 1.3).cos()])
        .collect()
}

/// The same estimate with every song counted everywhere.
fn density(points: &[[f32; 2]], at: [f64; 2], view: [[f64; 2]; 2]) -> f64 {
    let n = points.len() as f64;
    let bandwidth = [0, 1].map(|axis| {
        let mean = points.iter().map(|point| f64::from(point[axis])).sum::<f64>() / n;
        let variance = points.iter().map(|point| (f64::from(point[axis]) - mean).powi(2)).sum::<f64>() / n;
        (0.5 * variance.sqrt() * n.powf(-1.0 / 6.0)).max((view[axis][1] - view[axis][0]) / 40.0)
    });
    let kernel = |point: &[f32; 2]| {
        let distance: f64 = (0..2).map(|axis| ((f64::from(point[axis]) - at[axis]) / bandwidth[axis]).powi(2)).sum();
        (-0.5 * distance).exp()
    };
    points.iter().map(kernel).sum()
}

#[test]
fn a_line_runs_where_the_naive_density_is_its_level() {
    let view = [[-6.0, 6.0], [-4.0, 4.0]];
    let points = cloud();
    let lines = isolines(&points, view[0], view[1], 1.5);
    assert!(lines.iter().map(|line| line.level).max() == Some(LEVELS.len() - 1));
    let place = |part: [f64; 2]| [0, 1].map(|axis| view[axis][0] + part[axis] * (view[axis][1] - view[axis][0]));
    let summit = (0..400)
        .flat_map(|i| (0..400).map(move |j| [f64::from(i) / 399.0, f64::from(j) / 399.0]))
        .map(|part| density(&points, place(part), view))
        .fold(0.0, f64::max);
    for line in &lines {
        for &part in &line.ring {
            let height = density(&points, place(part), view) / summit;
            // Corners are cut and cells are nearly as high as the bandwidth here: measured 0.045.
            assert!((height - LEVELS[line.level]).abs() < 0.05, "level {} at {part:?}: {height}", LEVELS[line.level]);
        }
    }
}

#[test]
fn rings_are_closed_and_higher_ones_lie_inside() {
    let lines = isolines(&cloud(), [-6.0, 6.0], [-4.0, 4.0], 1.5);
    let reach = |level: usize| {
        let rings = lines.iter().filter(|line| line.level == level).flat_map(|line| &line.ring);
        rings.map(|part| part[0]).fold([1.0, 0.0], |[low, high]: [f64; 2], x| [low.min(x), high.max(x)])
    };
    for level in 1..LEVELS.len() {
        assert!(reach(level)[0] >= reach(level - 1)[0] && reach(level)[1] <= reach(level - 1)[1]);
    }
    for line in &lines {
        assert_eq!(line.ring.first(), line.ring.last());
    }
}

#[test]
fn few_songs_or_none_in_view_make_no_landscape() {
    assert!(isolines(&[], [0.0, 1.0], [0.0, 1.0], 1.0).is_empty());
    assert!(isolines(&[[0.2, 0.2], [0.8, 0.8]], [0.0, 1.0], [0.0, 1.0], 1.0).is_empty());
    assert!(isolines(&[[f32::NAN, 0.2]; 9], [0.0, 1.0], [0.0, 1.0], 1.0).is_empty());
    assert!(isolines(&cloud(), [500.0, 501.0], [0.0, 1.0], 1.0).is_empty());
    assert!(isolines(&cloud(), [0.0, 1.0], [0.0, 1.0], f64::NAN).is_empty());
}

#[test]
fn identical_songs_make_one_hill() {
    let lines = isolines(&[[0.5, 0.5]; 7], [0.0, 1.0], [0.0, 1.0], 1.0);
    assert_eq!(lines.iter().map(|line| line.level).collect::<Vec<_>>(), (0..LEVELS.len()).collect::<Vec<_>>());
}

#[test]
fn what_leaves_the_view_is_cut_at_its_edge() {
    let points = cloud();
    let view = [[-2.5, 1.0], [-0.5, 0.7]];
    let lines = isolines(&points, view[0], view[1], 1.5);
    let inside = |value: f64| (-1e-9..=1.0 + 1e-9).contains(&value);
    assert!(lines.iter().flat_map(|line| &line.ring).all(|part| inside(part[0]) && inside(part[1])));
    assert!(lines.iter().any(|line| line.ring.iter().any(|part| part[0] == 1.0 || part[1] == 1.0)));
    for line in &lines {
        assert_eq!(line.ring.first(), line.ring.last());
    }
}

fn crowd(songs: usize) -> Vec<[f32; 2]> {
    let part = |song: usize, step: f64| (song as f64 * step).fract();
    let bell = |song: usize, step: f64| {
        (0..4).map(|turn| part(song + 7919 * turn, step * (turn + 1) as f64)).sum::<f64>() - 2.0
    };
    (0..songs)
        .map(|song| {
            let hill = if song % 3 == 0 { 2.0 } else { -1.0 };
            [(hill + bell(song, 0.618_033_988_7)) as f32, (0.7 * bell(song, 0.754_877_666_2)) as f32]
        })
        .collect()
}

#[test]
fn binned_songs_lie_as_densely_as_counted_ones() {
    let mut points = crowd(2000);
    points.extend([[f32::NAN, 0.0], [0.0, f32::INFINITY], [1e30, -1e30]]);
    // The whole map; far into it, where kernels are wider than the view; and beside it.
    for (x, y, bandwidth) in
        [([-4.0, 4.0], [-2.5, 2.5], 0.2), ([-0.6, -0.5], [0.1, 0.16], 0.15), ([2.5, 6.0], [-1.0, 1.0], 0.1)]
    {
        let across = Axis { range: x, cells: 84, bandwidth };
        let along = Axis { range: y, cells: 50, bandwidth: bandwidth / 2.0 };
        let (exact, fast) = (counted(&points, across, along), binned(&points, across, along));
        let summit = exact.iter().copied().fold(0.0, f64::max);
        assert!(summit > 1.0);
        for (one, other) in exact.iter().zip(&fast) {
            // Measured: at most 0.004 of the summit.
            assert!((one - other).abs() < 0.01 * summit, "{one} and {other} of {summit}");
        }
    }
}

#[test]
fn the_landscape_of_many_songs_is_that_of_each_counted() {
    let points = crowd(MANY + 100);
    let some = isolines(&points, [-4.0, 4.0], [-2.5, 2.5], 1.6);
    assert!(some.iter().any(|line| line.level == LEVELS.len() - 1));
    let view = [[-4.0, 4.0], [-2.5, 2.5]];
    let place = |part: [f64; 2]| [0, 1].map(|axis| view[axis][0] + part[axis] * (view[axis][1] - view[axis][0]));
    let summit = (0..160)
        .flat_map(|i| (0..160).map(move |j| [f64::from(i) / 159.0, f64::from(j) / 159.0]))
        .map(|part| density(&points, place(part), view))
        .fold(0.0, f64::max);
    for line in &some {
        for &part in line.ring.iter().step_by(5).filter(|part| part.iter().all(|&part| part > 0.001 && part < 0.999)) {
            let height = density(&points, place(part), view) / summit;
            assert!((height - LEVELS[line.level]).abs() < 0.06, "level {} at {part:?}: {height}", LEVELS[line.level]);
        }
    }
}
