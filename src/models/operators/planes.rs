//! Maps laid out so that every tap of a strided convolution reads runs of neighbouring numbers.
//!
//! A convolution of 3 × 3 with stride 2 and padding 1 gives position (p, q) of the halved map the nine numbers (2p + ky,
//! 2q + kx) of the padded one. Sorted by the parity of row and column, the padded map becomes four *phases*, and each
//! tap reads one of them at (p, q), (p, q + 1), (p + 1, q) or (p + 1, q + 1): no matrix of patches is needed, panels
//! of eight positions are loaded as they stand. The halved map, padded with zeros to the right and below, has the same
//! rows, so the way back reads it in the same four shifts.

use super::microkernel::COLUMNS;

/// The map a convolution halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Map {
    /// Rows of the whole map.
    pub height: usize,
    /// Columns of the whole map.
    pub width: usize,
}

impl Map {
    /// Rows of the halved map.
    pub fn rows(self) -> usize {
        self.height.div_ceil(2)
    }

    /// Columns of the halved map.
    pub fn columns(self) -> usize {
        self.width.div_ceil(2)
    }

    /// Positions of the whole map.
    pub fn whole(self) -> usize {
        self.height * self.width
    }

    /// Positions of the halved map.
    pub fn half(self) -> usize {
        self.rows() * self.columns()
    }

    /// From one row of a plane to the next.
    pub fn pitch(self) -> usize {
        self.columns() + 1
    }

    /// One image of one plane.
    fn image(self) -> usize {
        (self.rows() + 1) * self.pitch()
    }
}

/// Planes of a few images, laid one behind the other: a plane holds one channel (or one phase of it) of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planes {
    /// The whole map and its half.
    pub map: Map,
    /// How many images.
    pub images: usize,
}

/// Planes kept from one piece of a batch to the next, whose borders are zeroed only where the layout changes.
#[derive(Debug, Default)]
pub struct Kept {
    values: Vec<f32>,
    layout: Option<(Planes, usize)>,
}

impl Kept {
    /// `count` planes, zero or as they were last laid out in the same way.
    fn planes(&mut self, planes: Planes, count: usize) -> &mut [f32] {
        if self.layout != Some((planes, count)) {
            self.layout = Some((planes, count));
            self.values.clear();
            self.values.resize(count * planes.length(), 0.0);
        }
        &mut self.values
    }
}

/// Positions of a half map that stand side by side in it and in a panel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Run {
    /// First lane of the panel.
    pub lane: usize,
    /// How many.
    pub lanes: usize,
    /// Image among the planes'.
    pub image: usize,
    /// Row of the half map.
    pub row: usize,
    /// Column of the half map.
    pub column: usize,
}

/// How many panels are worked on together, so that the weights are read from afar that much less often.
pub const PANELS: usize = 16;

/// Eight neighbouring numbers of a plane.
#[derive(Debug, Clone, Copy, Default)]
pub struct Panel {
    /// Where it begins.
    pub start: usize,
    runs: [Run; COLUMNS],
    count: usize,
}

impl Panel {
    /// The positions in it that exist.
    #[inline(always)]
    pub fn runs(&self) -> impl Iterator<Item = Run> {
        self.runs[..self.count].iter().copied()
    }
}

impl Planes {
    /// How many of `images` are laid out together: one where a map is large; of small maps so many that panels and
    /// sums are long enough to be worth their beginnings and ends, and pieces of a batch of equal size.
    pub fn together(map: Map, images: usize) -> usize {
        const POSITIONS: usize = 512;
        let most = (POSITIONS / map.image()).max(1);
        images.div_ceil(images.div_ceil(most).max(1)).max(1)
    }

    /// Numbers of a plane, with what the last panel reads beyond the last image.
    pub fn length(self) -> usize {
        self.end() + self.map.pitch() + 1 + COLUMNS
    }

    /// Behind the last position that exists.
    pub fn end(self) -> usize {
        self.images * self.map.image() - self.map.pitch() - 1
    }

    /// Where each of the nine taps begins among the four phases of a channel.
    pub fn taps(self) -> [usize; 9] {
        std::array::from_fn(|tap| {
            let (ky, kx) = (tap / 3, tap % 3);
            (2 * (ky % 2) + kx % 2) * self.length() + ky / 2 * self.map.pitch() + kx / 2
        })
    }

    /// Lays out whole maps (images, channels, height, width) as phases: four planes a channel.
    pub fn split<'a>(self, maps: &[f32], channels: usize, kept: &'a mut Kept) -> &'a [f32] {
        let (length, map) = (self.length(), self.map);
        let planes = kept.planes(self, 4 * channels);
        for (index, whole) in maps.chunks_exact(map.whole()).enumerate() {
            let (image, channel) = (index / channels, index % channels);
            let phases = &mut planes[4 * channel * length..][..4 * length];
            for (row, values) in whole.chunks_exact(map.width).enumerate() {
                let padded = row + 1;
                let at = image * map.image() + padded / 2 * map.pitch();
                let (even, odd) = phases[padded % 2 * 2 * length..][..2 * length].split_at_mut(length);
                part(values, &mut odd[at..][..map.columns()], &mut even[at + 1..][..map.columns()]);
            }
        }
        planes
    }

    /// Lays out halved maps (images, channels, rows, columns), zeros to the right and below: one plane a channel.
    pub fn pad<'a>(self, maps: &[f32], channels: usize, kept: &'a mut Kept) -> &'a [f32] {
        let (length, map) = (self.length(), self.map);
        let planes = kept.planes(self, channels);
        for (index, half) in maps.chunks_exact(map.half()).enumerate() {
            let (image, channel) = (index / channels, index % channels);
            let plane = &mut planes[channel * length + image * map.image()..];
            for (values, row) in half.chunks_exact(map.columns()).zip(plane.chunks_exact_mut(map.pitch())) {
                row[..map.columns()].copy_from_slice(values);
            }
        }
        planes
    }

    /// Calls `work` with panels that cover every position, some at a time: row by row, or straight through the planes
    /// where that needs fewer.
    pub fn panels(self, mut work: impl FnMut(&[Panel])) {
        let a_row = self.map.columns().div_ceil(COLUMNS);
        let by_row = self.images * self.map.rows() * a_row;
        let straight = self.end().div_ceil(COLUMNS);
        let in_rows = by_row <= straight;
        let panel = |index: usize| match in_rows {
            true => self.panel_in_row(index / a_row, index % a_row * COLUMNS),
            false => self.panel_at(index * COLUMNS),
        };
        let count = by_row.min(straight);
        let mut panels = [Panel::default(); PANELS];
        for start in (0..count).step_by(PANELS) {
            let end = count.min(start + PANELS);
            panels.iter_mut().zip(start..end).for_each(|(place, index)| *place = panel(index));
            work(&panels[..end - start]);
        }
    }

    /// A panel of one row, counted through all images.
    fn panel_in_row(self, row: usize, column: usize) -> Panel {
        let (image, row) = (row / self.map.rows(), row % self.map.rows());
        let start = image * self.map.image() + row * self.map.pitch() + column;
        let mut panel = Panel { start, count: 1, ..Panel::default() };
        panel.runs[0] = Run { lane: 0, lanes: COLUMNS.min(self.map.columns() - column), image, row, column };
        panel
    }

    /// A panel that may run over the ends of rows and images.
    fn panel_at(self, start: usize) -> Panel {
        let map = self.map;
        let mut panel = Panel { start, ..Panel::default() };
        let (mut image, within) = (start / map.image(), start % map.image());
        let (mut row, mut column) = (within / map.pitch(), within % map.pitch());
        let mut lane = 0;
        while lane < COLUMNS && image < self.images {
            let lanes = (COLUMNS - lane).min(map.columns() - column);
            if lanes > 0 && row < map.rows() {
                panel.runs[panel.count] = Run { lane, lanes, image, row, column };
                panel.count += 1;
            }
            lane += map.pitch() - column;
            (row, column) = (row + 1, 0);
            if row > map.rows() {
                (image, row) = (image + 1, 0);
            }
        }
        panel
    }
}

/// Every other number of `values` to `first`, the rest to `second`.
fn part(values: &[f32], first: &mut [f32], second: &mut [f32]) {
    let (pairs, last) = values.as_chunks::<2>();
    for (([left, right], first), second) in pairs.iter().zip(&mut *first).zip(&mut *second) {
        (*first, *second) = (*left, *right);
    }
    if let [last] = last {
        first[pairs.len()] = *last;
    }
}
