//! The chance line against theory, a long run with other random numbers, and what must hold.

mod reference_signals;

use proptest::prelude::*;
use reference_signals::lcg;
use songscape::metrics::{
    ChanceLevel, MetricError, adjusted_rand, chance, chance_of, normalised_mutual_information, purity, shuffles_for,
};

/// Labels 0 … groups − 1 in turn.
fn in_turn(rows: usize, groups: i32) -> Vec<i32> {
    (0..rows).map(|row| row as i32 % groups).collect()
}

fn defined(level: Option<ChanceLevel>) -> ChanceLevel {
    level.expect("defined")
}

/// Mean of a score over `runs` orders: rows sorted by random keys.
fn long_run(labels: &[i32], runs: u32, score: impl Fn(&[i32]) -> f64) -> f64 {
    let total: f64 = (0..runs)
        .map(|run| {
            let keys = lcg(labels.len(), 1_000 + 77 * run);
            let mut rows: Vec<usize> = (0..labels.len()).collect();
            rows.sort_by(|&a, &b| keys[a].total_cmp(&keys[b]));
            score(&rows.iter().map(|&row| labels[row]).collect::<Vec<_>>())
        })
        .sum();
    total / f64::from(runs)
}

#[test]
fn it_is_what_a_long_run_finds() {
    let truth: Vec<i32> = (0..120).map(|row| if row < 60 { 0 } else { row % 5 }).collect();
    // A tenth is noise.
    let labels: Vec<i32> = (0..120).map(|row| if row % 10 == 0 { -1 } else { row % 4 }).collect();
    let found = chance_of(&labels, &truth, 2_000, 42).expect("as many labels");
    for (level, score) in [
        (found.ari, &adjusted_rand as &dyn Fn(&[i32], &[i32]) -> _),
        (found.nmi, &normalised_mutual_information),
        (found.purity, &purity),
    ] {
        let level = defined(level);
        let expected = long_run(&labels, 4_000, |dealt| score(dealt, &truth).expect("as many").expect("defined"));
        // Both means are uncertain; five standard errors, which are 0.0266 standard deviations together.
        let tolerance = 5.0 * 0.0274 * level.sd.expect("many shuffles");
        assert!((level.mean - expected).abs() < tolerance, "{} {expected} {tolerance}", level.mean);
    }
}

#[test]
fn the_adjusted_rand_index_is_adjusted_for_it() {
    let (labels, truth) = (in_turn(200, 7), in_turn(200, 3));
    let found = defined(chance_of(&labels, &truth, 2_000, 1).expect("as many labels").ari);
    let sd = found.sd.expect("many shuffles");
    assert!(sd > 0.0 && found.mean.abs() < 5.0 * sd / 2_000.0_f64.sqrt(), "{found:?}");
}

#[test]
fn two_pairs_by_hand() {
    // Two and two, dealt to two and two: in a third of all deals the pairs stay together (ARI 1, NMI 1, purity 1), else they part
    // (ARI −1/2, NMI 0, purity 1/2).
    let found = chance_of(&[0, 0, 1, 1], &[0, 0, 1, 1], 3_000, 5).expect("as many labels");
    let near = |level, mean: f64, tolerance: f64| assert!((defined(level).mean - mean).abs() < tolerance);
    // Five standard errors of a share of a third.
    let share = 5.0 * (2.0_f64 / 9.0 / 3_000.0).sqrt();
    near(found.ari, 0.0, 1.5 * share);
    near(found.nmi, 1.0 / 3.0, share);
    near(found.purity, 2.0 / 3.0, 0.5 * share);
}

#[test]
fn undefined_stays_undefined() {
    let none = chance(&[], &[], 1).expect("nothing is fine");
    assert_eq!((none.ari, none.nmi, none.purity), (None, None, None));
    let noise = chance(&[-1; 5], &[0, 0, 1, 1, 2], 1).expect("as many labels");
    assert_eq!(noise.purity, None);
    assert_eq!(defined(noise.nmi).mean, 0.0);
    let never = chance_of(&[0, 1], &[0, 1], 0, 1).expect("as many labels");
    assert_eq!((never.ari, never.shuffles), (None, 0));
    assert_eq!(defined(chance_of(&[0, 1], &[0, 1], 1, 1).expect("as many").ari).sd, None);
    assert_eq!(chance(&[0], &[0, 1], 1), Err(MetricError::ScoreLabelCount { labels: 1, rows: 2 }));
}

#[test]
fn one_group_or_all_groups_leave_nothing_to_chance() {
    let one = chance(&[0; 30], &in_turn(30, 3), 1).expect("as many labels");
    // The mean of a hundred thirds.
    let (mean, sd) = (defined(one.purity).mean, defined(one.purity).sd.expect("many shuffles"));
    assert!((mean - 1.0 / 3.0).abs() < 1e-12 && sd < 1e-12, "{mean} {sd}");
    let all = chance(&in_turn(30, 30), &in_turn(30, 3), 1).expect("as many labels");
    assert_eq!(defined(all.purity), ChanceLevel { mean: 1.0, sd: Some(0.0) });
}

#[test]
fn more_rows_need_fewer_shuffles() {
    assert_eq!([0, 100, 2_000, 5_000, 20_000, 1_000_000].map(shuffles_for), [100, 100, 100, 40, 10, 10]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// The same seed gives the same line; names of groups do not count.
    #[test]
    fn seeds_and_names(rows in 2..60_usize, groups in 1..8_i32, seed in any::<u64>()) {
        let (labels, truth) = (in_turn(rows, groups), in_turn(rows, 3));
        let found = chance_of(&labels, &truth, 20, seed).expect("as many");
        prop_assert_eq!(found, chance_of(&labels, &truth, 20, seed).expect("as many"));
        let renamed: Vec<i32> = labels.iter().map(|label| 100 + 3 * label).collect();
        prop_assert_eq!(found, chance_of(&renamed, &truth, 20, seed).expect("as many"));
        for level in [found.ari, found.nmi, found.purity].into_iter().flatten() {
            prop_assert!((-0.5..=1.0).contains(&level.mean) && level.sd.is_some_and(|sd| sd >= 0.0));
        }
    }
}
