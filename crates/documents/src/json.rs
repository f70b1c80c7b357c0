//! The register as JSON, for other programs.

use serde::Serialize;

use crate::register::Register;

/// Name and version of the form; a field is added under the same version, never changed.
const FORMAT: &str = "dondoc-register/1";

#[derive(Serialize)]
struct File<'a> {
    format: &'static str,
    #[serde(flatten)]
    register: &'a Register,
}

/// Write the register.
pub fn write(register: &Register) -> Vec<u8> {
    let file = File {
        format: FORMAT,
        register,
    };
    let mut bytes = serde_json::to_vec_pretty(&file).expect("plain data is always JSON");
    bytes.push(b'\n');
    bytes
}
