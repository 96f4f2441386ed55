//! What the numbers of a tensor must be.

/// What the numbers of a tensor must be. Numbers are little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Bytes of any kind: a file of its own, read when it is asked for.
    Anything,
    /// 32-bit floating point, none NaN or infinite.
    Finite32,
    /// 64-bit floating point, none NaN or infinite.
    Finite64,
    /// 64-bit floating point from −1 to 1; NaN is undefined.
    Silhouettes,
    /// Groups of rows, from `least` up to one less than there are rows.
    Labels {
        /// −1 is noise, −2 not yet grouped.
        least: i32,
        /// Rows.
        rows: usize,
    },
    /// Each row once, as 32-bit integers.
    Order {
        /// Rows.
        rows: usize,
    },
    /// Merges of a dendrogram: left, right, height, size of each, 64-bit floating point.
    Merges {
        /// Rows.
        rows: usize,
    },
}

/// Silhouettes are means of rounded distances.
const ROUNDING: f64 = 1e-6;

impl Rule {
    /// Whether it is asked of each number by itself, so that a piece of a tensor can be looked at.
    pub fn is_of_each(self) -> bool {
        !matches!(self, Rule::Order { .. } | Rule::Merges { .. })
    }

    /// Whether all numbers are as they must be; bytes that are no whole number are not.
    pub fn allows(self, bytes: &[u8]) -> bool {
        match self {
            Rule::Anything => true,
            Rule::Finite32 => each(bytes, |number| f32::from_le_bytes(number).is_finite()),
            Rule::Finite64 => each(bytes, |number| f64::from_le_bytes(number).is_finite()),
            Rule::Silhouettes => each(bytes, |number| {
                let value = f64::from_le_bytes(number);
                value.is_nan() || value.abs() <= 1.0 + ROUNDING
            }),
            Rule::Labels { least, rows } => each(bytes, |number| {
                let label = i32::from_le_bytes(number);
                label >= least && usize::try_from(label).is_ok_and(|label| label < rows) | (label < 0)
            }),
            Rule::Order { rows } => {
                let mut seen = vec![false; rows];
                each(bytes, |number| {
                    let row = usize::try_from(u32::from_le_bytes(number)).ok().and_then(|row| seen.get_mut(row));
                    row.is_some_and(|seen| !std::mem::replace(seen, true))
                })
            }
            Rule::Merges { rows } => is_tree(bytes, rows),
        }
    }
}

fn each<const WIDTH: usize>(bytes: &[u8], mut allows: impl FnMut([u8; WIDTH]) -> bool) -> bool {
    let (numbers, rest) = bytes.as_chunks::<WIDTH>();
    rest.is_empty() && numbers.iter().all(|&number| allows(number))
}

/// Whether merges are those of a tree: each joins two groups that are there, once, no lower than the merge before, into one
/// as large as both. Anything else could be walked through for ever.
fn is_tree(bytes: &[u8], rows: usize) -> bool {
    let (numbers, rest) = bytes.as_chunks::<8>();
    let (merges, odd) = numbers.as_chunks::<4>();
    if !rest.is_empty() || !odd.is_empty() || merges.len() + 1 != rows {
        return false;
    }
    let mut sizes = vec![Some(1_u64); rows];
    let mut below = 0.0;
    merges.iter().all(|merge| {
        let [left, right, height, size] = merge.map(f64::from_le_bytes);
        let mut taken = |group: f64| {
            let whole = group >= 0.0 && group.fract() == 0.0 && group < (2 * rows) as f64;
            let place = sizes.get_mut(group as usize).filter(|_| whole);
            place.and_then(Option::take)
        };
        let Some(together) = taken(left).zip(taken(right)).map(|(left, right)| left + right) else {
            return false;
        };
        let grows = height.is_finite() && height >= below;
        below = height;
        sizes.push(Some(together));
        grows && size == together as f64
    })
}
