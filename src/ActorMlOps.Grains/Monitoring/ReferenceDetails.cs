using System.Runtime.InteropServices;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Multivariate;
using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// What a reference keeps beside its profile: some of its rows (<see cref="SampledColumns"/>, in their order) and its chunks, in the order of time if its
/// file was. Immutable.
/// </summary>
/// <param name="values">Row-major.</param>
/// <param name="width">Values of a row; 0: no rows are kept.</param>
/// <param name="chunks">Encoded counters: decoded they are ten times as large as the profile, and few reports need them.</param>
internal sealed class ReferenceDetails(float[] values, int width, IReadOnlyList<byte[]> chunks)
{
    /// <summary>Most rows kept.</summary>
    public const int Rows = 1_000;

    /// <summary>As many as NannyML takes by default.</summary>
    public const int ChunkCount = 10;

    private readonly Lock _lock = new();
    private (int[] Columns, PcaReconstruction Pca)? _pca;

    public int Count => width == 0 ? 0 : values.Length / width;

    /// <summary>The counters of each chunk.</summary>
    public IReadOnlyList<WindowCounters> Chunks(ReferenceProfile profile) => [.. chunks.Select(c => WindowCounters.Decode(profile, c))];

    /// <summary>By column of the sample: ranks of the categories by their rows in the reference; null: numbers.</summary>
    private float[]?[] Ranks { get; init; } = [];

    public static float[] Values(RowSketch? sketch)
    {
        var all = new float[(sketch?.Count ?? 0) * (sketch?.Width ?? 0)];
        for (var r = 0; r < (sketch?.Count ?? 0); r++)
            sketch!.Row(r).CopyTo(all.AsSpan(r * sketch.Width));
        return all;
    }

    /// <summary>Rows of the reference by some of its columns.</summary>
    public RowSample Sample(int[] columns) => Sample(values, columns, ranked: false);

    /// <param name="sampled">Rows of the width of the reference's.</param>
    /// <param name="ranked">Whether categories are their ranks by frequency, which lie on a line, or else any different numbers.</param>
    public RowSample Sample(float[] sampled, int[] columns, bool ranked)
    {
        var rows = width == 0 ? 0 : sampled.Length / width;
        var picked = new double[rows * columns.Length];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns.Length; c++)
            {
                var value = sampled[(r * width) + columns[c]];
                var ranks = ranked ? Ranks[columns[c]] : null;
                picked[(r * columns.Length) + c] = ranks is null || float.IsNaN(value) ? value : ranks[Math.Min((int)value, ranks.Length - 1)];
            }
        }
        return new(picked, columns.Length);
    }

    /// <summary>Fitted once, as long as the same columns are asked for.</summary>
    public PcaReconstruction Pca(int[] columns)
    {
        lock (_lock)
        {
            if (_pca is not { } held || !held.Columns.AsSpan().SequenceEqual(columns))
                _pca = held = (columns, new(Sample(values, columns, ranked: true)));
            return held.Pca;
        }
    }

    public byte[] Encode()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(Form);
        writer.Write(width);
        writer.Write(values.Length);
        writer.Write(MemoryMarshal.AsBytes<float>(values));
        writer.Write(chunks.Count);
        foreach (var chunk in chunks)
        {
            writer.Write(chunk.Length);
            writer.Write(chunk);
        }
        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are of another form or profile.</exception>
    public static ReferenceDetails Decode(byte[] bytes, ReferenceProfile profile)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes));
            if (reader.ReadInt32() != Form)
                throw new InvalidDataException("Reference details: the bytes are of another form.");
            var width = reader.ReadInt32();
            var values = MemoryMarshal.Cast<byte, float>(reader.ReadBytes(4 * reader.ReadInt32())).ToArray();
            var chunks = new byte[reader.ReadInt32()][];
            for (var c = 0; c < chunks.Length; c++)
                chunks[c] = reader.ReadBytes(reader.ReadInt32());
            return new(values, width, chunks) { Ranks = [.. Enumerable.Range(0, width).Select(c => RanksOf(profile.Columns[c]))] };
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("Reference details: the bytes end too soon.", e);
        }
    }

    private const int Form = 0x31444D41; // AMD1

    /// <summary>The rarest is 0; what the reference does not have comes after the others.</summary>
    private static float[]? RanksOf(ColumnProfile column)
    {
        if (column.Kind == ColumnKind.Numeric)
            return null;
        var counts = column.Reference.Counts.ToArray();
        var ranks = new float[counts.Length + 1];
        var rank = 0;
        foreach (var category in Enumerable.Range(0, counts.Length).OrderBy(c => counts[c]))
            ranks[category] = rank++;
        ranks[^1] = counts.Length;
        return ranks;
    }
}
