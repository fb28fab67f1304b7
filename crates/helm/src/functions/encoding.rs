//! Base64 and the like, hashes.

use data_encoding::{BASE32, BASE64, HEXLOWER};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::{Row, args};
use crate::exec::{Exec, Result};
use crate::value::Value;

pub(super) const TABLE: &[Row] = &[
    ("adler32sum", 1, 1, adler32),
    ("b32dec", 1, 1, b32dec),
    ("b32enc", 1, 1, |exec, args| {
        collapse(exec, args, "b32enc", |text| BASE32.encode(text.as_bytes()))
    }),
    ("b64dec", 1, 1, b64dec),
    ("b64enc", 1, 1, |exec, args| {
        collapse(exec, args, "b64enc", |text| BASE64.encode(text.as_bytes()))
    }),
    ("sha1sum", 1, 1, |exec, args| {
        collapse(exec, args, "sha1sum", |text| HEXLOWER.encode(&Sha1::digest(text)))
    }),
    ("sha256sum", 1, 1, |exec, args| {
        collapse(exec, args, "sha256sum", |text| HEXLOWER.encode(&Sha256::digest(text)))
    }),
    ("sha512sum", 1, 1, |exec, args| {
        collapse(exec, args, "sha512sum", |text| HEXLOWER.encode(&Sha512::digest(text)))
    }),
];

/// A text from a text, none of whose bytes are kept.
pub(super) fn collapse(
    exec: &mut Exec,
    args: &[Value],
    name: &str,
    make: fn(&str) -> String,
) -> Result<Value> {
    let text = make(args::string(exec, args, args.len() - 1)?);
    exec.charge(text.len())?;
    let from = exec.derived(name, args);
    Ok(Value::str(text, from))
}

/// The decoded text, or the message that says why there is none. sprig strings.go base64decode.
fn b64dec(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let text = args::string(exec, args, 0)?.replace(['\n', '\r'], "");
    let decoded = match BASE64.decode(text.as_bytes()) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => format!("illegal base64 data at input byte {}", error.position),
    };
    let from = exec.derived("b64dec", args);
    Ok(Value::str(decoded, from))
}

fn b32dec(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let decoded = match BASE32.decode(args::string(exec, args, 0)?.as_bytes()) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(error) => format!("illegal base32 data at input byte {}", error.position),
    };
    let from = exec.derived("b32dec", args);
    Ok(Value::str(decoded, from))
}

/// RFC 1950, section 9.
fn adler32(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    collapse(exec, args, "adler32sum", |text| {
        let add = |(a, b): (u32, u32), byte: u8| {
            let a = (a + u32::from(byte)) % 65521;
            (a, (b + a) % 65521)
        };
        let (a, b) = text.bytes().fold((1, 0), add);
        ((b << 16) | a).to_string()
    })
}
