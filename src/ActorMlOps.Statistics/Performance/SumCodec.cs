using System.Numerics;
using ActorMlOps.Statistics.Codec;
using ActorMlOps.Statistics.Numerics;

namespace ActorMlOps.Statistics.Performance;

/// <summary>Exact sums in bytes: varint length, then two's complement, little endian, in units of 2^-1074.</summary>
internal static class SumCodec
{
    // 2^2098 units is the largest double, 2^50 of them fit in 270 bytes.
    private const int MaxSumBytes = 320;

    public static void Write(ByteWriter writer, in ExactSum sum)
    {
        var bytes = sum.Units.ToByteArray();
        writer.Varint(bytes.Length);
        writer.Bytes(bytes);
    }

    public static ExactSum Read(ref ByteReader reader)
    {
        var length = reader.Length("length of a sum", 1);
        return length is > 0 and <= MaxSumBytes
            ? new ExactSum(new BigInteger(reader.Take(length)))
            : throw reader.Malformed($"a sum of {length} bytes");
    }
}
