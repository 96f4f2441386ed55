//! The four bytes every frame of MPEG audio starts with.
//!
//! # Reference
//! ISO/IEC 11172-3 and 13818-3, section 2.4.2.3; MPEG 2.5 is the Fraunhofer extension to 8, 11.025 and 12 kHz.

/// Kilobits per second by index, for layers I, II and III of MPEG 1 and then of MPEG 2. Index 0 means a free format, 15
/// is forbidden.
const KILOBITS: [[u32; 15]; 6] = [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

/// A frame's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    /// MPEG 1 has the high rates; MPEG 2 and 2.5 halve and quarter them.
    pub(super) first_version: bool,
    /// 1, 2 or 3.
    pub(super) layer: u8,
    /// In Hz.
    pub(super) rate: u32,
    /// 1 or 2.
    pub(super) channels: u16,
    /// Whether a checksum of two bytes follows the header.
    pub(super) checked: bool,
    /// `None` in a free format: then all frames are equally long, and only the next one tells how long.
    length: Option<u64>,
    /// The bytes a free-format frame may be longer than the others.
    padding: u64,
}

impl Header {
    /// The header these bytes start with.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let &[0xff, kind, quality, mode, ..] = bytes else { return None };
        let rate_shift = match kind >> 3 & 3 {
            3 => 0,
            2 => 1,
            0 => 2,
            _ => return None,
        };
        let layer = match kind >> 1 & 3 {
            0 => return None,
            code => 4 - code,
        };
        if kind >> 5 != 7 || quality >> 4 == 15 || mode & 3 == 2 {
            return None;
        }
        let rate = [44_100, 48_000, 32_000].get(usize::from(quality >> 2 & 3))? >> rate_shift;
        let first_version = rate_shift == 0;
        let table = usize::from(layer) - 1 + if first_version { 0 } else { 3 };
        let bits = 1_000 * KILOBITS[table][usize::from(quality >> 4)];
        let padding = u64::from(quality >> 1 & 1) * if layer == 1 { 4 } else { 1 };
        let mut header = Self {
            first_version,
            layer,
            rate,
            channels: if mode >> 6 == 3 { 1 } else { 2 },
            checked: kind & 1 == 0,
            length: None,
            padding,
        };
        if bits > 0 {
            // Layer I counts in slots of four bytes.
            let slot = if layer == 1 { 4 } else { 1 };
            let slots = header.samples() / 8 * u64::from(bits) / u64::from(rate) / slot;
            header.length = Some(slots * slot + padding);
        }
        Some(header)
    }

    /// Samples of each channel in a frame.
    pub(super) fn samples(&self) -> u64 {
        match (self.layer, self.first_version) {
            (1, _) => 384,
            (3, false) => 576,
            _ => 1_152,
        }
    }

    /// The frame's length in bytes, given how long a free-format frame without padding is.
    pub(super) fn length(&self, free: Option<u64>) -> Option<u64> {
        self.length.or(free.map(|length| length + self.padding))
    }

    /// The length of a free-format frame without padding, from the whole length of this one.
    pub(super) fn free(&self, whole: u64) -> Option<u64> {
        if self.length.is_some() { None } else { whole.checked_sub(self.padding) }
    }

    /// Whether the frame's length is written nowhere.
    pub(super) fn is_free(&self) -> bool {
        self.length.is_none()
    }

    /// Whether two frames can belong to one stream: what a decoder is set up for once is the same.
    pub(super) fn fits(&self, other: &Self) -> bool {
        self.first_version == other.first_version
            && self.layer == other.layer
            && self.rate == other.rate
            && self.is_free() == other.is_free()
    }

    /// Bytes of side information in layer III, which stand between the header and the place of a Xing tag.
    pub(super) fn side_information(&self) -> usize {
        match (self.first_version, self.channels) {
            (true, 2) => 32,
            (true, _) | (false, 2) => 17,
            (false, _) => 9,
        }
    }
}
