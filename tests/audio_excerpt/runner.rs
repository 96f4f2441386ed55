//! Runs an excerpt over a file, and holds every step to its promises.

use songscape::audio::excerpt::{Cut, Excerpt, ExcerptError, MOST_BYTES, MOST_READ, MOST_READS, Step};

/// The outcome, and what it took.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    pub result: Result<Cut, ExcerptError>,
    pub reads: u32,
    pub bytes_read: u64,
}

/// The excerpt of a file that need not exist: `read` makes up the bytes of any range.
pub fn excerpt_of(size: u64, seconds: f64, mut read: impl FnMut(u64, u32) -> Vec<u8>) -> Outcome {
    let mut excerpt = Excerpt::new(size, seconds);
    let (mut reads, mut bytes_read) = (0, 0);
    let mut bytes: Option<Vec<u8>> = None;
    let result = loop {
        match excerpt.step(bytes.as_deref()) {
            Ok(Step::Read { offset, length }) => {
                assert!(length > 0 && length <= 8 << 20, "a read of {length} bytes");
                assert!(offset + u64::from(length) <= size, "a read beyond the file: {offset} + {length} > {size}");
                reads += 1;
                bytes_read += u64::from(length);
                assert!(reads <= MOST_READS && bytes_read <= MOST_READ, "{reads} reads of {bytes_read} bytes");
                bytes = Some(read(offset, length));
            }
            Ok(Step::Done(cut)) => break Ok(cut),
            Err(error) => break Err(error),
        }
    };
    assert_eq!(excerpt.step(None), Err(ExcerptError::ExcerptOver {}), "a step after the end");
    if let Ok(cut) = &result {
        // Headers and tables come on top of the sound.
        assert!(cut.bytes.len() as u64 <= MOST_BYTES + (32 << 20), "a cut of {} bytes", cut.bytes.len());
        assert!(cut.rate.is_none_or(|rate| (3_000..=768_000).contains(&rate)), "a rate of {:?}", cut.rate);
    }
    Outcome { result, reads, bytes_read }
}

/// The excerpt of a file in memory.
pub fn excerpt(file: &[u8], seconds: f64) -> Outcome {
    excerpt_of(file.len() as u64, seconds, |offset, length| file[offset as usize..][..length as usize].to_vec())
}

/// The cut of a file that has one.
pub fn cut(file: &[u8], seconds: f64) -> Cut {
    excerpt(file, seconds).result.expect("the file is fine")
}

/// The error of a file that has one.
pub fn error(file: &[u8]) -> ExcerptError {
    excerpt(file, 30.0).result.expect_err("the file is not fine")
}

/// A row of numbers that look random: the same ones on every machine.
pub fn noise(seed: u64) -> impl Iterator<Item = u64> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    })
}

/// Bytes that look random.
pub fn noise_bytes(seed: u64, count: usize) -> Vec<u8> {
    noise(seed).take(count).map(|number| number as u8).collect()
}
