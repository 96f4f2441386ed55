//! Clips summed up to the songs they are of.

use ndarray::{Array2, ArrayView2};

/// A run seen song by song.
#[derive(Debug, Clone, PartialEq)]
pub struct SongLevel {
    /// One id a song, in the order of their first clips.
    pub ids: Vec<String>,
    /// Mean of the clips' places, (songs, units).
    pub latents: Array2<f32>,
    /// Mean of the clips' places on the map, (songs, 2).
    pub projection: Array2<f32>,
    /// The group most of a song's clips are in; of equally frequent ones the lowest.
    pub clusters: Vec<i32>,
}

/// Averages the rows of each song; `None` if each row is a song of its own.
///
/// # Shapes
/// `latents` (rows, units), `projection` (rows, 2) or empty, one of `song_ids` and `clusters` a row.
pub fn song_level(
    song_ids: &[String],
    latents: ArrayView2<'_, f32>,
    projection: ArrayView2<'_, f32>,
    clusters: &[i32],
) -> Option<SongLevel> {
    let mut songs: Vec<String> = Vec::new();
    let mut number_of = std::collections::BTreeMap::new();
    let song_of_row: Vec<usize> = song_ids
        .iter()
        .map(|song| {
            *number_of.entry(song).or_insert_with(|| {
                songs.push(song.clone());
                songs.len() - 1
            })
        })
        .collect();
    if songs.len() == song_ids.len() {
        return None;
    }
    Some(SongLevel {
        latents: means(latents, &song_of_row, songs.len()),
        projection: means(projection, &song_of_row, songs.len()),
        clusters: most_frequent(clusters, &song_of_row, songs.len()),
        ids: songs,
    })
}

fn means(rows: ArrayView2<'_, f32>, song_of_row: &[usize], songs: usize) -> Array2<f32> {
    if rows.is_empty() {
        return Array2::zeros((0, rows.ncols()));
    }
    let mut sums = Array2::<f64>::zeros((songs, rows.ncols()));
    let mut counts = vec![0.0_f64; songs];
    for (row, &song) in rows.rows().into_iter().zip(song_of_row) {
        sums.row_mut(song).zip_mut_with(&row, |sum, &value| *sum += f64::from(value));
        counts[song] += 1.0;
    }
    Array2::from_shape_fn(sums.dim(), |(song, column)| (sums[[song, column]] / counts[song]) as f32)
}

fn most_frequent(clusters: &[i32], song_of_row: &[usize], songs: usize) -> Vec<i32> {
    let mut counts = vec![std::collections::BTreeMap::<i32, usize>::new(); songs];
    for (&label, &song) in clusters.iter().zip(song_of_row) {
        *counts[song].entry(label).or_default() += 1;
    }
    let winner = |counts: &std::collections::BTreeMap<i32, usize>| {
        let most = counts.values().max();
        counts.iter().find(|(_, count)| Some(*count) == most).map_or(-1, |(&label, _)| label)
    };
    counts.iter().map(winner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn ids(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn clips_are_averaged_in_the_order_of_their_songs() {
        let latents = array![[1.0, 0.0], [5.0, 5.0], [3.0, 2.0], [2.0, 1.0]];
        let projection = array![[0.0, 0.0], [9.0, 9.0], [3.0, 3.0], [6.0, 0.0]];
        let ids = ids(&["b", "a", "b", "b"]);
        let found = song_level(&ids, latents.view(), projection.view(), &[2, 0, 1, 1]).unwrap();
        assert_eq!(found.ids, ["b", "a"]);
        assert_eq!(found.latents, array![[2.0, 1.0], [5.0, 5.0]]);
        assert_eq!(found.projection, array![[3.0, 1.0], [9.0, 9.0]]);
        assert_eq!(found.clusters, [1, 0]);
    }

    #[test]
    fn of_equally_frequent_groups_the_lowest_counts() {
        let rows = array![[0.0], [0.0]];
        let found = song_level(&ids(&["a", "a"]), rows.view(), Array2::zeros((0, 2)).view(), &[3, 1]);
        assert_eq!(found.unwrap().clusters, [1]);
    }

    #[test]
    fn songs_that_are_not_cut_have_no_second_view() {
        let rows = array![[0.0], [1.0]];
        assert_eq!(song_level(&ids(&["a", "b_clip0"]), rows.view(), rows.view(), &[0, 1]), None);
        assert_eq!(song_level(&[], Array2::zeros((0, 0)).view(), Array2::zeros((0, 2)).view(), &[]), None);
    }
}
