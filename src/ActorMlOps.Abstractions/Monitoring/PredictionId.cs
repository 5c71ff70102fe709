using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ActorMlOps.Monitoring;

/// <summary>Names of single predictions, and the hashes that ledgers keep of them.</summary>
public static class PredictionId
{
    public const int MaxLength = 200;

    /// <summary>Id of row <paramref name="row"/> of a request of <paramref name="rows"/> rows.</summary>
    public static string OfRow(string id, int row, int rows) =>
        rows == 1 ? id : string.Create(CultureInfo.InvariantCulture, $"{id}#{row}");

    /// <summary>XxHash128 of the UTF-8 bytes.</summary>
    public static UInt128 Hash(ReadOnlySpan<char> id)
    {
        Span<byte> utf8 = stackalloc byte[512];
        if (Encoding.UTF8.TryGetBytes(id, utf8, out var written))
            return XxHash128.HashToUInt128(utf8[..written]);
        var longer = new byte[Encoding.UTF8.GetByteCount(id)];
        Encoding.UTF8.GetBytes(id, longer);
        return XxHash128.HashToUInt128(longer);
    }

    /// <summary>The same as <see cref="Hash"/> of <see cref="OfRow"/>, without making the string.</summary>
    public static UInt128 HashRow(string id, int row, int rows)
    {
        if (rows == 1)
            return Hash(id);
        Span<char> text = stackalloc char[MaxLength + 16];
        return id.Length <= MaxLength && text.TryWrite(CultureInfo.InvariantCulture, $"{id}#{row}", out var written)
            ? Hash(text[..written])
            : Hash(OfRow(id, row, rows));
    }

    /// <summary>A hash for a row without an id, unlike any other's.</summary>
    public static UInt128 Random()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        return XxHash128.HashToUInt128(bytes);
    }

    public static int Partition(UInt128 hash, int partitions) => (int)((ulong)(hash >> 64) % (ulong)partitions);
}
