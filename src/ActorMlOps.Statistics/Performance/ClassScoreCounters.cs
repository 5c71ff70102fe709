using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Probabilities of each class by actual class, for at most <see cref="MaxClasses"/> classes fixed beforehand. What the model
/// answered is in <see cref="MulticlassCounters"/>. Not safe for concurrent writers.
/// </summary>
/// <remarks>
/// Invariants: cell (k, j) holds the probabilities of class k on the rows of class j, so every cell has as many rows as its class;
/// adding is commutative, associative and undone by removing, to the bit. Bounds: areas exact while a class and its counterpart
/// hold at most 8,192 rows together, above with bounds; log loss and Brier always exact. Cost: one multiset row for each class a
/// row; at most 400 multisets. Binary form, version 1: "AMCS", version, varint classes, names, varint NaN rows and rows outside
/// [0, 1] by class, then the cells row by row.
/// </remarks>
public sealed class ClassScoreCounters
{
    /// <summary>Most classes whose probabilities are kept.</summary>
    public const int MaxClasses = 20;

    private const byte Version = 1;

    private readonly string[] _classes;
    private readonly ScoreMultiset[] _cells;
    private readonly long[] _nan;
    private readonly long[] _outside;

    /// <summary>Empty counters.</summary>
    /// <param name="classes">Names in the order of the probabilities; two to <see cref="MaxClasses"/>, distinct.</param>
    /// <exception cref="ArgumentException">Too few, too many or repeated classes.</exception>
    public ClassScoreCounters(IEnumerable<string> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        _classes = [.. classes];
        if (_classes.Length is < 2 or > MaxClasses || _classes.Distinct(StringComparer.Ordinal).Count() < _classes.Length)
        {
            throw new ArgumentException(
                $"{_classes.Length} classes given; probabilities are kept for 2 to {MaxClasses} distinct classes.", nameof(classes));
        }

        _cells = new ScoreMultiset[_classes.Length * _classes.Length];
        foreach (ref var cell in _cells.AsSpan())
            cell = new();
        (_nan, _outside) = (new long[_classes.Length], new long[_classes.Length]);
    }

    /// <summary>The classes in the order of the probabilities.</summary>
    public IReadOnlyList<string> Classes => _classes;

    /// <summary>Labelled rows.</summary>
    public long Rows => Enumerable.Range(0, _classes.Length).Sum(RowsOf);

    /// <summary>Rows with a probability that is NaN: counted, not among the scores.</summary>
    public long RowsNaN => _nan.Sum();

    private static ReadOnlySpan<byte> Magic => "AMCS"u8;

    /// <summary>Adds one labelled row.</summary>
    /// <param name="probabilities">One a class; any doubles.</param>
    /// <param name="actual">Index of the label among the classes.</param>
    /// <exception cref="ArgumentException">Another number of probabilities than classes, or no such class.</exception>
    public void Add(ReadOnlySpan<double> probabilities, int actual)
    {
        Check(probabilities, actual);
        if (HasNaN(probabilities))
        {
            _nan[actual]++;
            return;
        }

        _outside[actual] += HasOutside(probabilities) ? 1 : 0;
        for (var k = 0; k < probabilities.Length; k++)
            Cell(k, actual).Add(probabilities[k], k == actual);
    }

    /// <summary>Takes one row out that was added before; false, and nothing changed, if a probability is not there.</summary>
    /// <exception cref="ArgumentException">Another number of probabilities than classes, or no such class.</exception>
    public bool Remove(ReadOnlySpan<double> probabilities, int actual)
    {
        Check(probabilities, actual);
        if (HasNaN(probabilities))
        {
            if (_nan[actual] == 0)
                return false;
            _nan[actual]--;
            return true;
        }

        var outside = HasOutside(probabilities) ? 1 : 0;
        if (_outside[actual] < outside)
            return false;
        for (var k = 0; k < probabilities.Length; k++)
        {
            if (Cell(k, actual).Remove(probabilities[k], k == actual))
                continue;
            for (var i = 0; i < k; i++)
                Cell(i, actual).Add(probabilities[i], i == actual);
            return false;
        }

        _outside[actual] -= outside;
        return true;
    }

    /// <summary>Adds the rows of another window.</summary>
    /// <exception cref="ArgumentException">The classes differ.</exception>
    public void Merge(ClassScoreCounters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (!_classes.SequenceEqual(other._classes, StringComparer.Ordinal))
        {
            throw new ArgumentException(
                "The counters have other classes or another order of them; count both with the same.", nameof(other));
        }

        for (var i = 0; i < _cells.Length; i++)
            _cells[i].Merge(other._cells[i]);
        for (var i = 0; i < _nan.Length; i++)
        {
            _nan[i] += other._nan[i];
            _outside[i] += other._outside[i];
        }
    }

    /// <summary>The metrics of the rows so far.</summary>
    public ClassScoreMetrics Metrics() => ClassScores.Of(this);

    /// <summary>The binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(_classes.Length);
        foreach (var name in _classes)
            writer.Text(name);
        for (var i = 0; i < _classes.Length; i++)
        {
            writer.Varint(_nan[i]);
            writer.Varint(_outside[i]);
        }

        foreach (var cell in _cells)
            cell.Write(writer);
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static ClassScoreCounters Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Class score counters");
        reader.Header(Magic, Version);
        var names = new string[reader.Length("number of classes", 1)];
        if (names.Length is < 2 or > MaxClasses)
            throw reader.Malformed($"{names.Length} classes are not 2 to {MaxClasses}");
        for (var i = 0; i < names.Length; i++)
            names[i] = reader.Text("class");
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
            throw reader.Malformed("a class occurs twice");
        var counters = new ClassScoreCounters(names);
        for (var i = 0; i < names.Length; i++)
            (counters._nan[i], counters._outside[i]) = (reader.Count("NaN rows"), reader.Count("rows outside"));
        foreach (ref var cell in counters._cells.AsSpan())
            cell = ScoreMultiset.Read(ref reader);
        reader.End();
        for (var i = 0; i < counters._cells.Length; i++)
        {
            if (counters._cells[i].Rows != counters._cells[i % names.Length].Rows)
                throw reader.Malformed("the cells of a class differ in rows");
        }

        return counters;
    }

    /// <summary>The probabilities of class <paramref name="k"/> on the rows of class <paramref name="actual"/>.</summary>
    internal ScoreMultiset Cell(int k, int actual) => _cells[(k * _classes.Length) + actual];

    internal bool AnyOutside => _outside.Any(rows => rows > 0);

    internal long RowsOf(int actual) => Cell(0, actual).Rows + _nan[actual];

    private static bool HasNaN(ReadOnlySpan<double> probabilities)
    {
        foreach (var p in probabilities)
        {
            if (double.IsNaN(p))
                return true;
        }

        return false;
    }

    private static bool HasOutside(ReadOnlySpan<double> probabilities) => probabilities.ContainsAnyExceptInRange(0, 1);

    private void Check(ReadOnlySpan<double> probabilities, int actual)
    {
        if (probabilities.Length != _classes.Length)
        {
            throw new ArgumentException(
                $"{probabilities.Length} probabilities for {_classes.Length} classes; give one a class, in their order.",
                nameof(probabilities));
        }

        if (actual < 0 || actual >= _classes.Length)
            throw new ArgumentException($"Label {actual} is no index of a class; give 0 to {_classes.Length - 1}.", nameof(actual));
    }
}
