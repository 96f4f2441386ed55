//! A long song cut into clips of equal length, each to be described by itself.

use std::ops::Range;

/// Where the clips lie: one after another from the beginning, `length` samples each.
///
/// What is left at the end is a clip too if it has at least half that length. A song shorter than one clip is one; a
/// `length` of 0 keeps the song whole.
pub fn pieces(samples: usize, length: usize) -> Vec<Range<usize>> {
    if length == 0 || samples <= length {
        return vec![Range { start: 0, end: samples }];
    }
    let starts = (0..samples).step_by(length);
    starts.map(|start| start..samples.min(start + length)).filter(|piece| 2 * piece.len() >= length).collect()
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn clips_follow_each_other_and_a_long_enough_rest_is_one() {
        assert_eq!(pieces(30, 10), [0..10, 10..20, 20..30]);
        assert_eq!(pieces(35, 10), [0..10, 10..20, 20..30, 30..35]);
        assert_eq!(pieces(34, 10), [0..10, 10..20, 20..30]);
    }

    #[test]
    fn a_short_song_and_a_length_of_zero_stay_whole() {
        assert_eq!(pieces(3, 10).len(), 1);
        assert_eq!(pieces(10, 10).first(), Some(&(0..10)));
        assert_eq!(pieces(1_000, 0).first(), Some(&(0..1_000)));
    }
}
