//! What is made anew at every rendering: texts of known length, certificates, keys.

use super::{ANY, Row, args};
use crate::exec::{Exec, Result, map_of};
use crate::value::{Data, Value};

pub(super) const TABLE: &[Row] = &[
    ("bcrypt", 1, 1, |exec, _| Ok(filler(exec, 60))),
    ("buildCustomCert", 2, 2, |exec, args| {
        let cert = super::call(exec, "b64dec", &args[..1])?;
        let key = super::call(exec, "b64dec", &args[1..])?;
        Ok(Value::map(map_of([("Cert", cert), ("Key", key)]), args[0].from))
    }),
    ("decryptAES", 2, 2, |exec, _| Ok(filler(exec, 16))),
    ("derivePassword", 5, 5, |exec, _| Ok(filler(exec, 16))),
    ("encryptAES", 2, 2, |exec, _| Ok(filler(exec, 44))),
    ("genCA", 2, 2, certificate),
    ("genCAWithKey", 3, 3, certificate),
    ("genPrivateKey", 1, 1, |exec, _| Ok(filler(exec, 227))),
    ("genSelfSignedCert", 4, 4, certificate),
    ("genSelfSignedCertWithKey", 5, 5, certificate),
    ("genSignedCert", 5, 5, certificate),
    ("genSignedCertWithKey", 6, 6, certificate),
    ("htpasswd", 2, 2, |exec, args| {
        let length = args::string(exec, args, 0)?.len() + 61;
        Ok(filler(exec, length))
    }),
    ("randAlpha", 1, 1, text),
    ("randAlphaNum", 1, 1, text),
    ("randAscii", 1, 1, text),
    ("randBytes", 1, 1, text),
    ("randInt", 2, 2, |exec, args| {
        let least = args::int(exec, args, 0)?;
        let from = exec.unknown("random text");
        Ok(Value::int(least, from))
    }),
    ("randNumeric", 1, 1, text),
    ("shuffle", 1, 1, |exec, args| {
        let length = args::string(exec, args, 0)?.len();
        Ok(filler(exec, length))
    }),
    ("uuidv4", 0, ANY, |exec, _| {
        let from = exec.unknown("random text");
        Ok(Value::str("00000000-0000-4000-8000-000000000000", from))
    }),
];

fn text(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let length = match args[0].data {
        Data::Int(int, _) => usize::try_from(int).unwrap_or_default(),
        _ => return Err(args::wrong(exec, "int", &args[0])),
    };
    exec.charge(length)?;
    Ok(filler(exec, length))
}

/// Letters of the length that is known; what they are, is not.
fn filler(exec: &mut Exec, length: usize) -> Value {
    let from = exec.unknown("random text");
    Value::str("x".repeat(length), from)
}

fn certificate(exec: &mut Exec, _: &[Value]) -> Result<Value> {
    let from = exec.unknown("a new certificate");
    let pem =
        |kind: &str| Value::str(format!("-----BEGIN {kind}-----\nx\n-----END {kind}-----\n"), from);
    let pair = map_of([("Cert", pem("CERTIFICATE")), ("Key", pem("RSA PRIVATE KEY"))]);
    Ok(Value::map(pair, from))
}
