//! Work on all pairs of songs, cut into blocks that any worker can do.
//!
//! Silhouettes and nearest neighbours look at every pair. A block is a range of rows; what it gives depends on the rows
//! alone, and where blocks begin on the number of rows alone, so that the result is the same on any number of workers.
//! Whoever computes a block needs the [`Sheet`] once and then numbers of blocks.

use std::ops::Range;

use ndarray::ArrayView2;

use crate::{
    metrics::{MetricError, Silhouette, SilhouetteRows},
    neighbours::{NearestRows, NeighbourTable},
};

/// Products of coordinates in a block, about: a tenth of a second.
const BLOCK: usize = 1 << 28;
/// Products of coordinates from which on a second worker is worth being told the points.
const WORTH_SHARING: usize = 1 << 30;

/// What is asked of all pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question<'a> {
    /// The silhouette of each row that is in a group.
    Silhouette(&'a [i32]),
    /// So many nearest others of each row.
    Nearest(usize),
}

/// Points and what is asked of them: all that another worker must be told.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// N × D.
    pub points: ArrayView2<'a, f32>,
    /// What is asked.
    pub question: Question<'a>,
}

/// A sheet made ready to be worked on block by block.
#[derive(Debug, Clone)]
pub struct Blocks {
    work: Work,
    rows: usize,
    rows_in_block: usize,
}

#[derive(Debug, Clone)]
enum Work {
    Silhouette(SilhouetteRows),
    Nearest(NearestRows),
}

impl Blocks {
    /// Makes ready; `None` where there is nothing to compute, such as a silhouette that is undefined.
    ///
    /// # Errors
    /// [`MetricError`] if lengths differ or a coordinate is not finite.
    pub fn new(Sheet { points, question }: Sheet<'_>) -> Result<Option<Blocks>, MetricError> {
        let rows = points.nrows();
        let work = match question {
            Question::Silhouette(labels) => match SilhouetteRows::new(points, labels)? {
                Some(rows) => Work::Silhouette(rows),
                None => return Ok(None),
            },
            Question::Nearest(count) => Work::Nearest(NearestRows::new(points, count)),
        };
        if rows == 0 {
            return Ok(None);
        }
        // Sixteen rows at least, so that what is done once a block weighs little.
        let rows_in_block = (BLOCK / (rows * points.ncols()).max(1)).clamp(16, 4096);
        Ok(Some(Blocks { work, rows, rows_in_block }))
    }

    /// Number of blocks.
    pub fn count(&self) -> usize {
        self.rows.div_ceil(self.rows_in_block)
    }

    fn range(&self, block: usize) -> Range<usize> {
        let start = (block * self.rows_in_block).min(self.rows);
        start..(start + self.rows_in_block).min(self.rows)
    }

    /// One block: a number a row for silhouettes (none for rows that are noise); for neighbours the rows, then the distances.
    pub fn compute(&self, block: usize) -> Vec<f64> {
        match &self.work {
            Work::Silhouette(rows) => rows.score(self.range(block)),
            Work::Nearest(rows) => {
                let found = rows.find(self.range(block));
                let numbers = found.rows.iter().map(|&row| f64::from(row));
                numbers.chain(found.distances.iter().map(|&distance| f64::from(distance))).collect()
            }
        }
    }

    /// Numbers that [`Blocks::compute`] gives for a block.
    fn size(&self, block: usize) -> usize {
        let range = self.range(block);
        match &self.work {
            Work::Silhouette(rows) => range.end.min(rows.scored()).saturating_sub(range.start),
            Work::Nearest(rows) => 2 * range.len() * rows.count(),
        }
    }
}

/// Blocks being worked on, by one worker or by several.
#[derive(Debug, Clone)]
pub struct Sharing {
    blocks: Blocks,
    done: Vec<Option<Vec<f64>>>,
    handed_out: Vec<bool>,
    /// Whether others could help and have not been told.
    to_tell: bool,
}

impl Sharing {
    /// Stands before the first block; `None` as [`Blocks::new`].
    ///
    /// # Errors
    /// As [`Blocks::new`].
    pub fn new(sheet: Sheet<'_>) -> Result<Option<Sharing>, MetricError> {
        let pairs = sheet.points.nrows().saturating_mul(sheet.points.nrows());
        let worth_it = pairs.saturating_mul(sheet.points.ncols()) >= WORTH_SHARING;
        Ok(Blocks::new(sheet)?.map(|blocks| Sharing {
            done: vec![None; blocks.count()],
            handed_out: vec![false; blocks.count()],
            blocks,
            to_tell: worth_it,
        }))
    }

    /// Whether others should be told of it and asked for help: true once, where that pays.
    pub fn tell(&mut self) -> bool {
        std::mem::take(&mut self.to_tell)
    }

    /// Whether others have all that is left.
    pub fn is_waiting(&self) -> bool {
        !self.is_done() && self.handed_out.iter().all(|given| *given)
    }

    /// Blocks done, and blocks there are.
    pub fn progress(&self) -> (usize, usize) {
        (self.done.iter().flatten().count(), self.done.len())
    }

    /// A block for someone else to compute; `None` when all are handed out.
    pub fn hand_out(&mut self) -> Option<usize> {
        let block = self.handed_out.iter().position(|given| !given)?;
        self.handed_out[block] = true;
        Some(block)
    }

    /// Takes a block as someone computed it. Without its numbers, or with another number of them, it is computed again.
    pub fn take(&mut self, block: usize, values: Option<Vec<f64>>) {
        let Some(place) = self.done.get_mut(block).filter(|place| place.is_none()) else { return };
        *place = values.filter(|values| values.len() == self.blocks.size(block));
        self.handed_out[block] = place.is_some();
    }

    /// Computes a block that nobody has; false when all are done or handed out.
    pub fn step(&mut self) -> bool {
        let Some(block) = self.hand_out() else { return false };
        self.done[block] = Some(self.blocks.compute(block));
        true
    }

    /// Whether nothing is left to wait for.
    pub fn is_done(&self) -> bool {
        self.done.iter().all(Option::is_some)
    }

    /// The silhouette; `None` for another question.
    pub fn silhouette(self) -> Option<Silhouette> {
        let Work::Silhouette(rows) = self.blocks.work else { return None };
        let values: Vec<f64> = self.done.into_iter().flatten().flatten().collect();
        Some(rows.combine(&values))
    }

    /// The nearest rows; `None` for another question.
    pub fn neighbours(self) -> Option<NeighbourTable> {
        let Work::Nearest(rows) = self.blocks.work else { return None };
        let mut table = NeighbourTable { count: rows.count(), ..NeighbourTable::default() };
        for block in self.done.into_iter().flatten() {
            let (numbers, distances) = block.split_at(block.len() / 2);
            table.rows.extend(numbers.iter().map(|&row| row as u32));
            table.distances.extend(distances.iter().map(|&distance| distance as f32));
        }
        Some(table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{metrics::silhouette, neighbours::nearest_rows};
    use ndarray::Array2;

    fn points(rows: usize) -> Array2<f32> {
        Array2::from_shape_fn((rows, 3), |(row, column)| ((row * 7919 + column * 104_729) % 1009) as f32 / 100.0)
    }

    #[test]
    fn whoever_computes_which_block_the_answer_is_the_same() {
        let points = points(300);
        let labels: Vec<i32> = (0..300).map(|row| row % 4 - 1).collect();
        for question in [Question::Silhouette(&labels), Question::Nearest(7)] {
            let sheet = Sheet { points: points.view(), question };
            let mut sharing = Sharing::new(sheet).unwrap().unwrap();
            sharing.blocks.rows_in_block = 32;
            (sharing.done, sharing.handed_out) = (vec![None; 10], vec![false; 10]);
            let helper = sharing.blocks.clone();
            let (lost, wrong) = (sharing.hand_out().unwrap(), sharing.hand_out().unwrap());
            while let Some(block) = sharing.hand_out() {
                if block % 2 == 0 {
                    sharing.take(block, Some(helper.compute(block)));
                } else {
                    sharing.take(block, None);
                    assert!(sharing.step());
                }
            }
            assert!(!sharing.is_done() && !sharing.step());
            sharing.take(lost, None);
            sharing.take(wrong, Some(vec![1.0]));
            while sharing.step() {}
            assert!(sharing.is_done());
            match question {
                Question::Silhouette(labels) => {
                    assert_eq!(sharing.silhouette(), silhouette(points.view(), labels).unwrap());
                }
                Question::Nearest(count) => assert_eq!(sharing.neighbours(), Some(nearest_rows(points.view(), count))),
            }
        }
    }

    #[test]
    fn where_nothing_is_defined_nothing_is_computed() {
        let none = |rows: usize, question| {
            let points = points(rows);
            Sharing::new(Sheet { points: points.view(), question }).unwrap().is_none()
        };
        assert!(none(0, Question::Nearest(3)));
        assert!(none(4, Question::Silhouette(&[0, 0, 0, 0])));
        assert!(!none(1, Question::Nearest(3)));
    }
}
