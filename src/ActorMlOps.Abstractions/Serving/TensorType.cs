namespace ActorMlOps.Serving;

/// <summary>Element types of the Open Inference Protocol. The numbers are stored and sent: never renumber.</summary>
[GenerateSerializer, Alias("actormlops.TensorType")]
public enum TensorType : byte
{
    Bool = 1,
    Int8 = 2,
    Int16 = 3,
    Int32 = 4,
    Int64 = 5,
    UInt8 = 6,
    UInt16 = 7,
    UInt32 = 8,
    UInt64 = 9,
    Fp16 = 10,
    Fp32 = 11,
    Fp64 = 12,

    /// <summary>Text or raw bytes, of any length: per element a little-endian u32 length, then the bytes (UTF-8 where the model takes strings).</summary>
    Bytes = 13,
}
