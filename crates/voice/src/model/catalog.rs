//! Models that are known: what they are called, their licence, and what each file must be.
//!
//! None of them comes with the program. Where they lie is a matter of their publishers; what they
//! must be is written here, so that it does not matter over which way a file comes.

/// A model that is known.
#[derive(Debug, Clone, Copy)]
pub struct Pinned {
    /// How it is asked for.
    pub id: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Under which licence it may be used.
    pub licence: &'static str,
    /// Who made it.
    pub attribution: &'static str,
    /// Where it is described.
    pub source: &'static str,
    /// Its files.
    pub files: &'static [PinnedFile],
}

/// A file of a known model.
#[derive(Debug, Clone, Copy)]
pub struct PinnedFile {
    /// Its name in the folder.
    pub name: &'static str,
    /// Where it is published.
    pub address: &'static str,
    /// How many bytes it has, where that is known.
    pub bytes: Option<u64>,
    /// SHA-256 in hexadecimal.
    pub sha256: &'static str,
}

/// The pieces of both models are the same.
const TOKENS: &str = "f536d03c2e95ebd2930cf0abec88e823bd17d3c1933da7ae6a82db3b80605e15";

const DETECTOR: PinnedFile = PinnedFile {
    name: "silero_vad_16k_op15.onnx",
    address: "https://github.com/snakers4/silero-vad/raw/806dcba/src/silero_vad/data/silero_vad_16k_op15.onnx",
    bytes: Some(1_289_603),
    sha256: "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49",
};

/// The models that are known, the one to be taken first.
pub const CATALOG: [Pinned; 2] = [
    Pinned {
        id: "zipformer-vi-int8",
        name: "Zipformer tiếng Việt 2025-04-20 (int8)",
        licence: "Apache-2.0",
        attribution: "VietASR (zzasdf), sherpa-onnx (k2-fsa); Silero VAD (MIT)",
        source: "https://huggingface.co/csukuangfj/sherpa-onnx-zipformer-vi-int8-2025-04-20",
        files: &[
            PinnedFile {
                name: "encoder.int8.onnx",
                address: "https://huggingface.co/csukuangfj/sherpa-onnx-zipformer-vi-int8-2025-04-20/resolve/main/encoder-epoch-12-avg-8.int8.onnx",
                bytes: Some(70_876_129),
                sha256: "b3abdef7a660fea7faf5e076b3c7613b0fc98406707103784d018189bb522124",
            },
            PinnedFile {
                name: "decoder.onnx",
                address: "https://huggingface.co/csukuangfj/sherpa-onnx-zipformer-vi-int8-2025-04-20/resolve/main/decoder-epoch-12-avg-8.onnx",
                bytes: Some(5_165_084),
                sha256: "d1d27cca84c824a8acf5ce6edf0f2c0880cfe295d2e69b95134de1707e1d9998",
            },
            PinnedFile {
                name: "joiner.int8.onnx",
                address: "https://huggingface.co/csukuangfj/sherpa-onnx-zipformer-vi-int8-2025-04-20/resolve/main/joiner-epoch-12-avg-8.int8.onnx",
                bytes: Some(1_033_417),
                sha256: "38ec49e1c18e4feb0cad4de13e25c83a866cf56f4a66f22e8ff579d591a69a46",
            },
            PinnedFile {
                name: "tokens.txt",
                address: "https://huggingface.co/csukuangfj/sherpa-onnx-zipformer-vi-int8-2025-04-20/resolve/main/tokens.txt",
                bytes: Some(25_847),
                sha256: TOKENS,
            },
            DETECTOR,
        ],
    },
    Pinned {
        id: "gipformer1.5",
        name: "Gipformer 1.5 65M",
        licence: "MIT",
        attribution: "G-Group AI Lab; Silero VAD (MIT)",
        source: "https://huggingface.co/g-group-ai-lab/gipformer1.5-65M-rnnt",
        files: &[
            PinnedFile {
                name: "encoder.onnx",
                address: "https://huggingface.co/g-group-ai-lab/gipformer1.5-65M-rnnt/resolve/65b6b319ecd0fe5875b5afa701eeae84f6f608fa/encoder.onnx",
                bytes: None,
                sha256: "96b3c83c9c39afc4421f8fd2914d26b53ae837e56788a7bd5aece61580937c36",
            },
            PinnedFile {
                name: "decoder.onnx",
                address: "https://huggingface.co/g-group-ai-lab/gipformer1.5-65M-rnnt/resolve/65b6b319ecd0fe5875b5afa701eeae84f6f608fa/decoder.onnx",
                bytes: None,
                sha256: "ea584ee86d6f74191f934f8b950013adcb2c33483785aa8b1b44fff3a7b30069",
            },
            PinnedFile {
                name: "joiner.onnx",
                address: "https://huggingface.co/g-group-ai-lab/gipformer1.5-65M-rnnt/resolve/65b6b319ecd0fe5875b5afa701eeae84f6f608fa/joiner.onnx",
                bytes: None,
                sha256: "d146a1cff4a0060d7031e5eb91295773661bc52c356c952dd1e2759e60ffa94d",
            },
            PinnedFile {
                name: "tokens.txt",
                address: "https://huggingface.co/g-group-ai-lab/gipformer1.5-65M-rnnt/resolve/65b6b319ecd0fe5875b5afa701eeae84f6f608fa/tokens.txt",
                bytes: Some(25_847),
                sha256: TOKENS,
            },
            DETECTOR,
        ],
    },
];

impl Pinned {
    /// The known model whose networks have exactly these sums.
    pub(super) fn of_sums<'s>(
        mut sums: impl Iterator<Item = &'s str> + Clone,
    ) -> Option<&'static Self> {
        CATALOG.iter().find(|model| {
            let networks = model
                .files
                .iter()
                .filter(|file| file.name.starts_with("encoder"));
            let mut networks = networks.map(|file| file.sha256);
            networks.all(|sum| sums.any(|it| it.eq_ignore_ascii_case(sum)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pin_is_a_sum_and_an_address_with_tls() {
        for file in CATALOG.iter().flat_map(|model| model.files) {
            assert_eq!(file.sha256.len(), 64, "{}", file.name);
            assert!(file.sha256.bytes().all(|it| it.is_ascii_hexdigit()));
            assert!(file.address.starts_with("https://"));
        }
    }
}
