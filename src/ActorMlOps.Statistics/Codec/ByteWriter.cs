using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ActorMlOps.Statistics.Codec;

/// <summary>Writes the library's binary forms: little endian, unsigned LEB128 variable-length integers.</summary>
internal sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    /// <summary>Number of bytes <paramref name="value"/> takes as a variable-length integer.</summary>
    public static int VarintLength(long value) => (70 - int.Min(63, (int)long.LeadingZeroCount(value | 1))) / 7;

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    public void Bytes(ReadOnlySpan<byte> value) => _buffer.Write(value);

    public void Varint(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var span = _buffer.GetSpan(10);
        var length = 0;
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            span[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        span[length++] = (byte)rest;
        _buffer.Advance(length);
    }

    public void UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    public void Single(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
    }

    public void Double(double value) => UInt64((ulong)BitConverter.DoubleToInt64Bits(value));

    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Varint(bytes.Length);
        _buffer.Write(bytes);
    }

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();
}
