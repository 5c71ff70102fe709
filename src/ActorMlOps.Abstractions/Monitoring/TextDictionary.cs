using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;

namespace ActorMlOps.Monitoring;

/// <summary>A column's texts, each different one once: see <see cref="ColumnCodec"/>.</summary>
internal static class TextDictionary
{
    /// <summary>Bytes of an index into so many texts.</summary>
    public static int Width(int count) => count <= 256 ? 1 : count <= 65_536 ? 2 : 4;

    /// <param name="texts">Texts of so many rows in the form of <see cref="Serving.TensorType.Bytes"/>.</param>
    public static void Write(ArrayBufferWriter<byte> data, ReadOnlyMemory<byte> texts, int rows)
    {
        var known = new Dictionary<ReadOnlyMemory<byte>, int>(ByContent.Instance);
        var indices = new int[rows];
        for (int r = 0, at = 0; r < rows; r++)
        {
            // With its length, which is how it is written.
            var text = texts.Slice(at, 4 + BinaryPrimitives.ReadInt32LittleEndian(texts.Span[at..]));
            at += text.Length;
            if (!known.TryGetValue(text, out indices[r]))
                known[text] = indices[r] = known.Count;
        }
        Number(data, 4, known.Count);
        foreach (var text in known.Keys)
            data.Write(text.Span);
        var width = Width(known.Count);
        foreach (var index in indices)
            Number(data, width, index);
    }

    private static void Number(ArrayBufferWriter<byte> data, int width, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        data.Write(bytes[..width]);
    }

    private sealed class ByContent : IEqualityComparer<ReadOnlyMemory<byte>>
    {
        public static readonly ByContent Instance = new();

        public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

        public int GetHashCode(ReadOnlyMemory<byte> obj) => (int)XxHash3.HashToUInt64(obj.Span);
    }
}
