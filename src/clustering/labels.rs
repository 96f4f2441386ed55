//! The numbers of groups: by size, so that the same grouping always carries the same numbers.

use crate::metrics::Groups;

/// Renumbers groups by size, in place: 0 is the largest; of two of one size, the one whose first row comes first. Noise (negative) becomes −1.
///
/// Returns, for each new number, the old one.
pub fn number_by_size(labels: &mut [i32]) -> Vec<i32> {
    let groups = Groups::new(labels);
    let mut order: Vec<usize> = (0..groups.count()).collect();
    order.sort_by_key(|&group| {
        let members = &groups.members[group];
        (std::cmp::Reverse(members.len()), members.first().copied())
    });
    labels.fill(-1);
    for (number, &group) in order.iter().enumerate() {
        for &row in &groups.members[group] {
            labels[row] = number as i32;
        }
    }
    order.into_iter().map(|group| groups.labels[group]).collect()
}

/// Number of different groups; noise (−1) is none.
#[must_use]
pub fn group_count(labels: &[i32]) -> usize {
    Groups::new(labels).count()
}
