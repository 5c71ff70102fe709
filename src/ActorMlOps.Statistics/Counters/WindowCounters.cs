using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Counters;

/// <summary>
/// The counters of every column of one profile over one window (or pane). Merging is exact for counts, commutative and
/// associative to the bit. Not safe for concurrent writers.
/// </summary>
/// <remarks>
/// Binary form, version 3: "AMWC", version, the profile's fingerprint (8 bytes), varints rows, outliers and repeats, then every column. Version
/// 2, which is written where there are none, has neither of these; version 1, which is still read, has no names of unseen categories either.
/// A pane of 1 to 127 rows may have its floats as they are (<see cref="EncodePane"/>): a byte 128 + rows, the lowest 16 bits of the
/// fingerprint, then of each numeric column of floats four bytes a row (a missing value is the NaN FFFFFFFF), of each other column the same
/// as above; where there are outliers or repeats, varints of both at the end.
/// </remarks>
public sealed partial class WindowCounters
{
    private const byte Version = 3;
    private const byte WithoutSigns = 2;
    private const byte OldestVersion = 1;

    private readonly ColumnCounters[] _columns;

    /// <summary>Empty counters for every column of <paramref name="profile"/>.</summary>
    public WindowCounters(ReferenceProfile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        Profile = profile;
        _columns = [.. profile.Columns.Select(column => new ColumnCounters(column))];
    }

    /// <summary>The profile that fixes the layout.</summary>
    public ReferenceProfile Profile { get; }

    /// <summary>The counters, in the profile's order of columns.</summary>
    public IReadOnlyList<ColumnCounters> Columns => _columns;

    /// <summary>Rows of the window; set by <see cref="AddRows"/>, since columns are filled one by one.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows with more values in the extreme tails of the reference than is usual there.</summary>
    public long Outliers { get; private set; }

    /// <summary>Rows of panes that were, within their pane, much like many others.</summary>
    public long Repeats { get; private set; }

    private static ReadOnlySpan<byte> Magic => "AMWC"u8;

    /// <summary>Tells that <paramref name="rows"/> rows were added to the columns.</summary>
    public void AddRows(long rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        Rows += rows;
    }

    /// <summary>Tells how many of the rows were outliers, or repeats.</summary>
    public void AddSigns(long outliers, long repeats)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(outliers);
        ArgumentOutOfRangeException.ThrowIfNegative(repeats);
        (Outliers, Repeats) = (Outliers + outliers, Repeats + repeats);
    }

    /// <summary>Adds another window of the same profile.</summary>
    /// <exception cref="ArgumentException">The profiles differ.</exception>
    public void Merge(WindowCounters other)
    {
        CheckSameProfile(other);
        for (var i = 0; i < _columns.Length; i++)
            _columns[i].Merge(other._columns[i]);
        Rows += other.Rows;
        AddSigns(other.Outliers, other.Repeats);
    }

    /// <summary>Takes out a pane that was merged before; counts only, see <see cref="ColumnCounters.Subtract"/>.</summary>
    /// <exception cref="ArgumentException">The profiles differ, or the rows were never added; nothing is changed then.</exception>
    public void Subtract(WindowCounters other)
    {
        CheckSameProfile(other);
        if (other.Rows > Rows || other.Outliers > Outliers || other.Repeats > Repeats)
        {
            throw new ArgumentException(
                $"The window has {Rows} rows, {other.Rows} cannot be subtracted; subtract only panes that were merged.", nameof(other));
        }

        for (var i = 0; i < _columns.Length; i++)
            _columns[i].CheckCanSubtract(other._columns[i]);
        for (var i = 0; i < _columns.Length; i++)
            _columns[i].Subtract(other._columns[i]);
        (Rows, Outliers, Repeats) = (Rows - other.Rows, Outliers - other.Outliers, Repeats - other.Repeats);
    }

    /// <summary>Back to no rows.</summary>
    public void Clear()
    {
        foreach (var column in _columns)
            column.Clear();
        (Rows, Outliers, Repeats) = (0, 0, 0);
    }

    /// <summary>The binary form; a column is sparse or dense, whichever is shorter.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        var withSigns = Outliers > 0 || Repeats > 0;
        writer.Bytes(Magic);
        writer.Byte(withSigns ? Version : WithoutSigns);
        writer.UInt64(Profile.Fingerprint);
        writer.Varint(Rows);
        if (withSigns)
        {
            writer.Varint(Outliers);
            writer.Varint(Repeats);
        }

        foreach (var column in _columns)
            column.WriteWithNames(writer);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> or <see cref="EncodePane"/> wrote for the same profile.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed or of another profile.</exception>
    public static WindowCounters Decode(ReferenceProfile profile, ReadOnlySpan<byte> bytes)
    {
        var window = new WindowCounters(profile);
        Read(profile, bytes, window);
        return window;
    }

    /// <summary>Adds an encoded window to <paramref name="into"/> without building one in between.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed or of another profile; nothing was added.</exception>
    public static void MergeEncoded(ReferenceProfile profile, ReadOnlySpan<byte> bytes, WindowCounters into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (into.Profile.Fingerprint != profile.Fingerprint)
            throw new ArgumentException("The window to merge into belongs to another reference profile.", nameof(into));
        // Checked to the end first: a window half merged could not be told from a whole one.
        Read(profile, bytes, null);
        Read(profile, bytes, into);
    }

    private static void Read(ReferenceProfile profile, ReadOnlySpan<byte> bytes, WindowCounters? into)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (bytes is [> ValuesMark, ..])
        {
            ReadValues(profile, bytes, into);
            return;
        }

        var reader = new ByteReader(bytes, "Window counters");
        var version = reader.Header(Magic, OldestVersion, Version);
        if (reader.UInt64() != profile.Fingerprint)
            throw reader.Malformed("the window was counted with another reference profile; decode it with that profile");
        var rows = reader.Count("rows");
        var (outliers, repeats) = version > WithoutSigns ? (reader.Count("outliers"), reader.Count("repeats")) : (0, 0);
        for (var i = 0; i < profile.Columns.Count; i++)
        {
            var column = profile.Columns[i];
            ColumnCounters.Read(ref reader, column.Reference.Counts.Length, column.Kind, into?._columns[i], withNames: version > OldestVersion);
        }

        reader.End();
        if (into is null)
            return;
        into.Rows += rows;
        into.AddSigns(outliers, repeats);
    }

    private void CheckSameProfile(WindowCounters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Profile.Fingerprint != Profile.Fingerprint)
            throw new ArgumentException("The windows belong to different reference profiles; merge windows of one profile.", nameof(other));
    }
}
