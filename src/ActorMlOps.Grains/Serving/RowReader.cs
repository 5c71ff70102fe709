using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Serving;

/// <summary>Reads single elements of tensors as numbers or text.</summary>
internal static class RowReader
{
    /// <summary>Element <paramref name="index"/> (not bytes) of a numeric tensor, exact up to 2^53.</summary>
    public static double Number(TensorType type, ReadOnlySpan<byte> data, int index) => type switch
    {
        TensorType.Bool or TensorType.UInt8 => data[index],
        TensorType.Int8 => (sbyte)data[index],
        TensorType.Int16 => MemoryMarshal.Cast<byte, short>(data)[index],
        TensorType.UInt16 => MemoryMarshal.Cast<byte, ushort>(data)[index],
        TensorType.Int32 => MemoryMarshal.Cast<byte, int>(data)[index],
        TensorType.UInt32 => MemoryMarshal.Cast<byte, uint>(data)[index],
        TensorType.Int64 => MemoryMarshal.Cast<byte, long>(data)[index],
        TensorType.UInt64 => MemoryMarshal.Cast<byte, ulong>(data)[index],
        TensorType.Fp16 => (double)MemoryMarshal.Cast<byte, Half>(data)[index],
        TensorType.Fp32 => MemoryMarshal.Cast<byte, float>(data)[index],
        TensorType.Fp64 => MemoryMarshal.Cast<byte, double>(data)[index],
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Text is no number."),
    };

    /// <summary>The text by which a number is a category: <c>1</c>, <c>2.5</c>; UTF-8 into <paramref name="buffer"/> (32 bytes are enough).</summary>
    public static ReadOnlySpan<byte> Category(double value, Span<byte> buffer)
    {
        value.TryFormat(buffer, out var written, default, CultureInfo.InvariantCulture);
        return buffer[..written];
    }

    /// <summary>The element of text at byte <paramref name="at"/>, which moves on to the next.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> data, scoped ref int at)
    {
        var length = (int)BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
        var text = data.Slice(at + 4, length);
        at += 4 + length;
        return text;
    }

    /// <summary>Elements of a row in each input; a dimension that is open counts as one.</summary>
    public static int[] Elements(ModelSignature signature) => [.. signature.Inputs.Select(input =>
    {
        var elements = 1;
        foreach (var dimension in signature.RowShape(input))
            elements *= Math.Max(dimension, 1);
        return elements;
    })];

    /// <summary>Goes past so many elements of text.</summary>
    public static void Skip(ReadOnlySpan<byte> data, ref int at, int elements)
    {
        for (var i = 0; i < elements; i++)
            at += 4 + (int)BinaryPrimitives.ReadUInt32LittleEndian(data[at..]);
    }
}
