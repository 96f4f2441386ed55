//! The widths of a network's layers as one writes them: `256,128`.

use serde::{Deserialize, Serialize};

use super::{Plain, Value};

/// Layers' widths, from the input inwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Widths {
    /// Those of the published system.
    Auto,
    /// These.
    List(Vec<u32>),
}

/// Most layers that can be asked for.
pub const MOST_LAYERS: usize = 6;

impl Widths {
    /// The widths, `auto` being `usual`.
    pub fn or(&self, usual: &[usize]) -> Vec<usize> {
        match self {
            Widths::Auto => usual.to_vec(),
            Widths::List(widths) => widths.iter().map(|&width| width as usize).collect(),
        }
    }

    fn read(text: &str) -> Option<Widths> {
        if text.trim() == "auto" {
            return Some(Widths::Auto);
        }
        text.split(',').map(|width| width.trim().parse().ok()).collect::<Option<_>>().map(Widths::List)
    }
}

impl Value for Widths {
    fn plain(&self) -> Plain {
        Plain::Text(match self {
            Widths::Auto => "auto".into(),
            Widths::List(widths) => widths.iter().map(u32::to_string).collect::<Vec<_>>().join(","),
        })
    }
}

impl Serialize for Widths {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.plain().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Widths {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Wire {
            One(u32),
            Text(String),
        }
        match Wire::deserialize(deserializer)? {
            Wire::One(width) => Ok(Widths::List(vec![width])),
            Wire::Text(text) => Widths::read(&text).ok_or_else(|| {
                serde::de::Error::custom(
                    "widths are whole numbers with commas between them, such as 256,128, or the word auto",
                )
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Option<Widths> {
        serde_json::from_str(json).ok()
    }

    #[test]
    fn widths_are_read_as_they_are_written() {
        for text in ["auto", "256,128", "64"] {
            let widths = read(&format!("\"{text}\"")).unwrap();
            assert_eq!(serde_json::to_string(&widths).unwrap(), format!("\"{text}\""));
        }
        assert_eq!(read("64"), Some(Widths::List(vec![64])), "a number, as an address has it");
        assert_eq!(read("\" 256 , 128 \""), Some(Widths::List(vec![256, 128])));
        assert_eq!(Widths::Auto.or(&[3]), [3]);
    }

    #[test]
    fn other_words_are_refused() {
        for json in ["\"\"", "\"a\"", "\"1,,2\"", "\"-1\"", "\"1.5\"", "-1", "\"99999999999\""] {
            assert_eq!(read(json), None, "{json}");
        }
    }
}
