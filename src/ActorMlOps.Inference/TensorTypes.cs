using Microsoft.ML.OnnxRuntime.Tensors;

namespace ActorMlOps.Inference;

/// <summary>Facts about <see cref="TensorType"/>.</summary>
public static class TensorTypes
{
    /// <summary>Bytes of one element; 0 for <see cref="TensorType.Bytes"/>, whose elements vary.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a defined type.</exception>
    public static int Size(this TensorType type) => type switch
    {
        TensorType.Bool or TensorType.Int8 or TensorType.UInt8 => 1,
        TensorType.Int16 or TensorType.UInt16 or TensorType.Fp16 => 2,
        TensorType.Int32 or TensorType.UInt32 or TensorType.Fp32 => 4,
        TensorType.Int64 or TensorType.UInt64 or TensorType.Fp64 => 8,
        TensorType.Bytes => 0,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a tensor type."),
    };

    /// <summary>The type's name in the Open Inference Protocol, e.g. <c>FP32</c>.</summary>
    public static string ProtocolName(this TensorType type) => type.ToString().ToUpperInvariant();

    internal static TensorElementType ToRuntime(this TensorType type) => type switch
    {
        TensorType.Bool => TensorElementType.Bool,
        TensorType.Int8 => TensorElementType.Int8,
        TensorType.Int16 => TensorElementType.Int16,
        TensorType.Int32 => TensorElementType.Int32,
        TensorType.Int64 => TensorElementType.Int64,
        TensorType.UInt8 => TensorElementType.UInt8,
        TensorType.UInt16 => TensorElementType.UInt16,
        TensorType.UInt32 => TensorElementType.UInt32,
        TensorType.UInt64 => TensorElementType.UInt64,
        TensorType.Fp16 => TensorElementType.Float16,
        TensorType.Fp32 => TensorElementType.Float,
        TensorType.Fp64 => TensorElementType.Double,
        _ => TensorElementType.String,
    };

    internal static TensorType? FromRuntime(TensorElementType type) => type switch
    {
        TensorElementType.Bool => TensorType.Bool,
        TensorElementType.Int8 => TensorType.Int8,
        TensorElementType.Int16 => TensorType.Int16,
        TensorElementType.Int32 => TensorType.Int32,
        TensorElementType.Int64 => TensorType.Int64,
        TensorElementType.UInt8 => TensorType.UInt8,
        TensorElementType.UInt16 => TensorType.UInt16,
        TensorElementType.UInt32 => TensorType.UInt32,
        TensorElementType.UInt64 => TensorType.UInt64,
        TensorElementType.Float16 => TensorType.Fp16,
        TensorElementType.Float => TensorType.Fp32,
        TensorElementType.Double => TensorType.Fp64,
        TensorElementType.String => TensorType.Bytes,
        _ => null,
    };
}
