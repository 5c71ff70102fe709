using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// The rows of a pane whose counters are values: all that a sample and hashes of them would tell, so a pane that has this carries neither.
/// </summary>
/// <remarks>
/// Binary form: seed of the keys (u32, little endian), values of a row (a byte), then a byte for each place that is left out of samples.
/// </remarks>
internal sealed class PaneRows
{
    /// <summary>Values of a row: those of a drift grain.</summary>
    public const int MostWidth = DriftShards.Features;

    private const int Head = sizeof(uint) + 1;

    private readonly int _width;
    private readonly uint _seed;
    private readonly byte[] _leftOut;
    private readonly float[] _values;

    private PaneRows(int width, uint seed, ReadOnlySpan<byte> leftOut, float[] values) =>
        (_width, _seed, _leftOut, _values) = (width, seed, leftOut.ToArray(), values);

    private int Count => _values.Length / _width;

    /// <summary>A section of which <see cref="Read"/> makes the same rows everywhere.</summary>
    /// <param name="width">Values of a row, 1 to <see cref="MostWidth"/>.</param>
    /// <param name="sampled">See <see cref="SampledColumns.Of"/>.</param>
    /// <param name="seed">Of the keys of the sample; every pane needs its own.</param>
    public static byte[] Section(int width, int[] sampled, uint seed)
    {
        byte[] leftOut = [.. Enumerable.Range(0, sampled.Length).Where(i => sampled[i] < 0).Select(i => (byte)i)];
        var section = new byte[Head + leftOut.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(section, seed);
        section[Head - 1] = (byte)width;
        leftOut.CopyTo(section, Head);
        return section;
    }

    /// <param name="counters">Values, see <see cref="WindowCounters.EncodeValues"/>.</param>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static PaneRows Read(ReferenceProfile profile, ReadOnlySpan<byte> counters, ReadOnlySpan<byte> section)
    {
        var width = section.Length < Head ? 0 : section[Head - 1];
        if (width is < 1 or > MostWidth || section[Head..].ContainsAnyInRange((byte)Math.Min(width, SampledColumns.Most), byte.MaxValue))
            throw new InvalidDataException($"Pane rows: {section.Length} bytes do not say which of the counters' values are rows.");
        return new(
            width, BinaryPrimitives.ReadUInt32LittleEndian(section), section[Head..], WindowCounters.ReadRows(profile, counters, width));
    }

    /// <summary>All rows.</summary>
    public RowSketch Sample()
    {
        var width = Math.Min(_width, SampledColumns.Most);
        // One more than there are rows: a sample that is not full kept each with certainty.
        var sample = new RowSketch(width, Count + 1, _seed);
        for (var r = 0; r < Count; r++)
        {
            sample.Pass(1);
            var row = sample.Keep();
            Row(r)[..width].CopyTo(row);
            foreach (var place in _leftOut)
                row[place] = float.NaN;
        }
        return sample;
    }

    /// <summary>Hashes of the rows as <see cref="FeatureRows.Hash"/> makes them of a single input of floats.</summary>
    public void Hash(RepeatSketch into)
    {
        for (var r = 0; r < Count; r++)
            into.Add(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(Row(r))));
    }

    private ReadOnlySpan<float> Row(int row) => _values.AsSpan(row * _width, _width);
}
