//! Byte ranges (RFC 9110, section 14), without which a browser cannot seek in a song.

/// The part of a file that a request asks for.
#[derive(Debug, PartialEq)]
pub enum Range {
    /// All of it: nothing was asked for, or something this server need not understand.
    Whole,
    /// From `first` to `last`, both included.
    Part { first: u64, last: u64 },
    /// Nothing that the file has.
    Outside,
}

impl Range {
    /// Reads a `Range` header for a file of `length` bytes. Several ranges at once are answered with the whole file,
    /// as the standard allows; media elements never ask for them.
    pub fn parse(header: Option<&str>, length: u64) -> Self {
        let Some((first, last)) =
            header.and_then(|value| value.trim().strip_prefix("bytes=")).and_then(|value| value.split_once('-'))
        else {
            return Self::Whole;
        };
        let (first, last) = (first.trim(), last.trim());
        let (first, last) = match (first.parse::<u64>(), last.parse::<u64>()) {
            (Ok(first), Ok(last)) if first <= last => (first, last),
            (Ok(first), Err(_)) if last.is_empty() => (first, u64::MAX),
            // "-n" asks for the last n bytes.
            (Err(_), Ok(count)) if first.is_empty() => {
                if count == 0 {
                    return Self::Outside;
                }
                (length.saturating_sub(count), u64::MAX)
            }
            _ => return Self::Whole,
        };
        if first >= length {
            return Self::Outside;
        }
        Self::Part { first, last: last.min(length - 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_of_the_standard_is_read() {
        for (header, expected) in [
            ("bytes=0-4", Range::Part { first: 0, last: 4 }),
            ("bytes=5-", Range::Part { first: 5, last: 9 }),
            ("bytes=-3", Range::Part { first: 7, last: 9 }),
            ("bytes=-30", Range::Part { first: 0, last: 9 }),
            ("bytes=4-400", Range::Part { first: 4, last: 9 }),
            ("bytes=9-9", Range::Part { first: 9, last: 9 }),
            ("bytes=10-", Range::Outside),
            ("bytes=-0", Range::Outside),
            ("bytes=0-1,3-4", Range::Whole),
            ("bytes=4-2", Range::Whole),
            ("bytes=-", Range::Whole),
            ("bytes=a-b", Range::Whole),
            ("seconds=0-1", Range::Whole),
            ("bytes=99999999999999999999-", Range::Whole),
            ("", Range::Whole),
        ] {
            assert_eq!(Range::parse(Some(header), 10), expected, "{header}");
        }
        assert_eq!(Range::parse(None, 10), Range::Whole);
    }

    #[test]
    fn an_empty_file_has_no_parts() {
        assert_eq!(Range::parse(Some("bytes=0-"), 0), Range::Outside);
        assert_eq!(Range::parse(Some("bytes=-5"), 0), Range::Outside);
        assert_eq!(Range::parse(None, 0), Range::Whole);
    }
}
