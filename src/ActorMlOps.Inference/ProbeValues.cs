using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace ActorMlOps.Inference;

/// <summary>Numbers of any type, in and out of the trial runs.</summary>
internal static class ProbeValues
{
    /// <summary>Writes the number 1.</summary>
    public static void WriteOne(TensorType type, Span<byte> element)
    {
        switch (type)
        {
            case TensorType.Fp16:
                BinaryPrimitives.WriteHalfLittleEndian(element, Half.One);
                break;
            case TensorType.Fp32:
                BinaryPrimitives.WriteSingleLittleEndian(element, 1);
                break;
            case TensorType.Fp64:
                BinaryPrimitives.WriteDoubleLittleEndian(element, 1);
                break;
            default:
                element[0] = 1;
                break;
        }
    }

    /// <summary>All elements of a tensor that holds no strings.</summary>
    public static double[] Read(TensorType type, OrtValue tensor)
    {
        var bytes = tensor.GetTensorMutableRawData();
        return type switch
        {
            TensorType.Fp16 => As<Half>(bytes),
            TensorType.Fp32 => As<float>(bytes),
            TensorType.Fp64 => As<double>(bytes),
            TensorType.Int8 => As<sbyte>(bytes),
            TensorType.Int16 => As<short>(bytes),
            TensorType.Int32 => As<int>(bytes),
            TensorType.Int64 => As<long>(bytes),
            TensorType.UInt16 => As<ushort>(bytes),
            TensorType.UInt32 => As<uint>(bytes),
            TensorType.UInt64 => As<ulong>(bytes),
            _ => As<byte>(bytes),
        };
    }

    private static double[] As<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged, INumberBase<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(bytes);
        var numbers = new double[values.Length];
        for (int i = 0; i < numbers.Length; i++)
            numbers[i] = double.CreateSaturating(values[i]);
        return numbers;
    }
}
