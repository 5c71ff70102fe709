namespace ActorMlOps.Inference;

/// <summary>Element type of a dense tensor. The numbers are those of the wire format and never change.</summary>
public enum TensorType : byte
{
    /// <summary>One byte an element, 0 or 1.</summary>
    Bool = 1,

    /// <summary>Signed, 1 byte.</summary>
    Int8 = 2,

    /// <summary>Signed, 2 bytes.</summary>
    Int16 = 3,

    /// <summary>Signed, 4 bytes.</summary>
    Int32 = 4,

    /// <summary>Signed, 8 bytes.</summary>
    Int64 = 5,

    /// <summary>Unsigned, 1 byte.</summary>
    UInt8 = 6,

    /// <summary>Unsigned, 2 bytes.</summary>
    UInt16 = 7,

    /// <summary>Unsigned, 4 bytes.</summary>
    UInt32 = 8,

    /// <summary>Unsigned, 8 bytes.</summary>
    UInt64 = 9,

    /// <summary>IEEE 754 half, 2 bytes.</summary>
    Fp16 = 10,

    /// <summary>IEEE 754 single, 4 bytes.</summary>
    Fp32 = 11,

    /// <summary>IEEE 754 double, 8 bytes.</summary>
    Fp64 = 12,

    /// <summary>Strings: an unsigned 32-bit little-endian length and that many bytes of UTF-8 per element.</summary>
    Bytes = 13,
}
