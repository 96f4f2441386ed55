//! The boxes an MP4 file is made of: a length, a name of four letters, and content, which may be boxes again.

use crate::audio::excerpt::held::big_endian;

/// A box's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) name: [u8; 4],
    /// Bytes of the header itself: 8 or 16.
    pub(super) length: u64,
    /// Bytes of the whole box, header included; `None` when it reaches to the end of what it is in.
    pub(super) size: Option<u64>,
}

impl Header {
    /// The header these bytes start with; `None` when they are too few, or the length is less than the header's own.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let name: [u8; 4] = bytes.get(4..8)?.try_into().ok()?;
        let (length, size) = match big_endian(bytes, 0, 4)? {
            0 => (8, None),
            1 => (16, Some(big_endian(bytes, 8, 8)?)),
            size => (8, Some(size)),
        };
        if size.is_some_and(|size| size < length) {
            return None;
        }
        Some(Self { name, length, size })
    }
}

/// The boxes in `bytes`, one behind the other, as name and content. A length that lies ends at the end of `bytes`.
pub(super) fn children(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let header = Header::read(rest)?;
        let size = header
            .size
            .map_or(rest.len(), |size| usize::try_from(size).map_or(rest.len(), |size| size.min(rest.len())));
        let (this, behind) = rest.split_at(size);
        rest = behind;
        Some((header.name, this.get(header.length as usize..)?))
    })
}

/// The content of the first box along a path of names.
pub(super) fn find<'bytes>(bytes: &'bytes [u8], path: &[&[u8; 4]]) -> Option<&'bytes [u8]> {
    path.iter()
        .try_fold(bytes, |inside, name| children(inside).find(|(found, _)| found == *name).map(|(_, content)| content))
}

/// Writes a box around `content`.
pub(super) fn boxed(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(8 + content.len());
    bytes.extend_from_slice(&(8 + content.len() as u32).to_be_bytes());
    bytes.extend_from_slice(name);
    bytes.extend_from_slice(content);
    bytes
}
