using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Counters;

/// <summary>The reference of a model: the profile of every column. Immutable.</summary>
public sealed class ReferenceProfile
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    /// <summary>Joins column profiles.</summary>
    /// <param name="columns">In the order of the model's inputs; names are distinct.</param>
    /// <param name="rows">Rows of the reference, at least 0.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or a column does not have <paramref name="rows"/> rows.</exception>
    public ReferenceProfile(IReadOnlyList<ColumnProfile> columns, long rows)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        var print = new Fingerprint();
        for (var i = 0; i < columns.Count; i++)
        {
            var column = columns[i];
            if (!_index.TryAdd(column.Name, i))
                throw new ArgumentException($"Column '{column.Name}' occurs twice; name every column once.", nameof(columns));
            if (column.Reference.Rows != rows)
            {
                throw new ArgumentException(
                    $"Column '{column.Name}' has {column.Reference.Rows} rows, the reference {rows}; profile every column from the same rows.",
                    nameof(columns));
            }

            print.Add(column.Name);
            print.Add((ulong)column.Kind);
            print.Add(column.Reference.LayoutFingerprint);
        }

        (Columns, Rows, Fingerprint) = ([.. columns], rows, print.Value);
    }

    /// <summary>The columns in their order.</summary>
    public IReadOnlyList<ColumnProfile> Columns { get; }

    /// <summary>Rows of the reference.</summary>
    public long Rows { get; }

    /// <summary>Stored identity of names and layouts; windows carry it, so that they are never read with another profile.</summary>
    public ulong Fingerprint { get; }

    /// <summary>Position of a column, or -1.</summary>
    public int IndexOf(string name) => _index.GetValueOrDefault(name, -1);

    /// <summary>The reference that a window makes, see <see cref="ColumnProfile.Recounted"/>.</summary>
    public static ReferenceProfile Of(WindowCounters window)
    {
        ArgumentNullException.ThrowIfNull(window);
        return new([.. window.Profile.Columns.Select((column, i) => column.Recounted(window.Columns[i]))], window.Rows);
    }

    /// <summary>The binary form, version 1 (see <see cref="Decode"/>).</summary>
    public byte[] Encode() => ReferenceProfileCodec.Encode(this);

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed; the message says what and where.</exception>
    public static ReferenceProfile Decode(ReadOnlySpan<byte> bytes) => ReferenceProfileCodec.Decode(bytes);
}
