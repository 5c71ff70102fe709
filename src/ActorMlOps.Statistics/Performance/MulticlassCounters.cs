using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// Labelled rows of a task with named classes: a sparse confusion matrix. At most 1,000 classes; rows with a further class
/// are counted as right or wrong only (<see cref="OverflowCorrect"/>, <see cref="OverflowWrong"/>). Not safe for concurrent writers.
/// </summary>
/// <remarks>
/// Merging is commutative and associative to the bit while the classes stay within the bound. Binary form, version 1: "AMMC",
/// version, varints overflow right, wrong, classes, names in ordinal order, varint cells, then actual, predicted, count.
/// </remarks>
public sealed class MulticlassCounters
{
    /// <summary>Most classes told apart.</summary>
    public const int MaxClasses = 1000;

    private const byte Version = 1;

    private readonly SortedSet<string> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Actual, string Predicted), long> _cells = [];

    /// <summary>Classes seen as label or prediction, in ordinal order.</summary>
    public IReadOnlyCollection<string> Classes => _classes;

    /// <summary>Rows predicted right whose class is beyond the bound.</summary>
    public long OverflowCorrect { get; private set; }

    /// <summary>Rows predicted wrong with a class beyond the bound.</summary>
    public long OverflowWrong { get; private set; }

    /// <summary>Labelled rows.</summary>
    public long Rows => _cells.Values.Sum() + OverflowCorrect + OverflowWrong;

    private static ReadOnlySpan<byte> Magic => "AMMC"u8;

    /// <summary>Rows with this label and this prediction.</summary>
    public long Count(string actual, string predicted) => _cells.GetValueOrDefault((actual, predicted));

    /// <summary>Rows by label and prediction, in no order; those beyond the bound are not among them.</summary>
    public IEnumerable<(string Actual, string Predicted, long Rows)> Pairs =>
        _cells.Select(cell => (cell.Key.Actual, cell.Key.Predicted, cell.Value));

    /// <summary>Adds one labelled row; names are compared ordinally.</summary>
    public void Add(string predicted, string actual)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(actual);
        Add(predicted, actual, 1);
    }

    /// <summary>Takes one row out that was added before; false, and nothing changed, if there is none.</summary>
    public bool Remove(string predicted, string actual)
    {
        var key = (actual, predicted);
        var rows = _cells.GetValueOrDefault(key);
        if (rows > 1)
            _cells[key] = rows - 1;
        else if (rows == 1)
            _cells.Remove(key);
        else if (predicted == actual && OverflowCorrect > 0 && !_classes.Contains(actual))
            OverflowCorrect--;
        else if (predicted != actual && OverflowWrong > 0 && !(_classes.Contains(actual) && _classes.Contains(predicted)))
            OverflowWrong--;
        else
            return false;
        return true;
    }

    /// <summary>Adds the rows of another window.</summary>
    public void Merge(MulticlassCounters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        // In ordinal order, so that which classes overflow does not depend on a hash table.
        foreach (var ((actual, predicted), rows) in other.Ordered())
            Add(predicted, actual, rows);
        OverflowCorrect += other.OverflowCorrect;
        OverflowWrong += other.OverflowWrong;
    }

    /// <summary>The metrics of the rows so far.</summary>
    public MulticlassMetrics Metrics()
    {
        var rows = Rows;
        if (rows == 0)
        {
            var none = MetricValue.Undefined(MetricReasons.NoRows);
            var averages = new ClassAverages(none, none, none);
            return new MulticlassMetrics(0, none, none, averages, averages, averages, none, none);
        }

        var correct = _cells.Where(cell => cell.Key.Actual == cell.Key.Predicted).Sum(cell => cell.Value) + OverflowCorrect;
        var accuracy = MetricValue.Ratio(correct, rows);
        var micro = new ClassAverages(accuracy, accuracy, accuracy);
        var totals = Totals(rows);
        if (OverflowCorrect + OverflowWrong == 0)
        {
            return new MulticlassMetrics(
                rows, accuracy, totals.BalancedAccuracy(), totals.Average(weighted: false), micro, totals.Average(weighted: true),
                totals.Kappa(), totals.Matthews());
        }

        const string Reason = MetricReasons.ClassesOverflowed;
        var unknown = MetricValue.Undefined(Reason);
        return new MulticlassMetrics(
            rows, accuracy, unknown, totals.Average(weighted: false, Reason), micro, totals.Average(weighted: true, Reason),
            unknown, unknown);
    }

    /// <summary>The binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(OverflowCorrect);
        writer.Varint(OverflowWrong);
        string[] names = [.. _classes];
        writer.Varint(names.Length);
        foreach (var name in names)
            writer.Text(name);
        writer.Varint(_cells.Count);
        foreach (var ((actual, predicted), rows) in Ordered())
        {
            writer.Varint(Array.BinarySearch(names, actual, StringComparer.Ordinal));
            writer.Varint(Array.BinarySearch(names, predicted, StringComparer.Ordinal));
            writer.Varint(rows);
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static MulticlassCounters Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Multiclass performance counters");
        reader.Header(Magic, Version);
        var counters = new MulticlassCounters
        {
            OverflowCorrect = reader.Count("overflow right"),
            OverflowWrong = reader.Count("overflow wrong"),
        };
        var names = new string[reader.Length("number of classes", 1)];
        if (names.Length > MaxClasses)
            throw reader.Malformed($"{names.Length} classes are more than {MaxClasses}");
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = reader.Text("class");
            if (!counters._classes.Add(names[i]))
                throw reader.Malformed($"class '{names[i]}' occurs twice");
        }

        var cells = reader.Length("number of cells", 3);
        for (var i = 0; i < cells; i++)
        {
            var (actual, predicted, rows) = (reader.Count("actual class"), reader.Count("predicted class"), reader.Count("rows"));
            if (actual >= names.Length || predicted >= names.Length || rows == 0)
                throw reader.Malformed("a cell names no class or holds no row");
            if (!counters._cells.TryAdd((names[actual], names[predicted]), rows))
                throw reader.Malformed("a cell occurs twice");
        }

        reader.End();
        return counters;
    }

    /// <summary>Number of classes, and the matrix by their index in ordinal order; what overflowed is not in it.</summary>
    internal (int Classes, (int Actual, int Predicted, long Rows)[] Cells) Cells()
    {
        string[] names = [.. _classes];
        return (names.Length, [.. Ordered().Select(cell => (IndexOf(cell.Key.Actual), IndexOf(cell.Key.Predicted), cell.Value))]);

        int IndexOf(string name) => Array.BinarySearch(names, name, StringComparer.Ordinal);
    }

    private void Add(string predicted, string actual, long rows)
    {
        if (Admit(actual) & Admit(predicted))
            _cells[(actual, predicted)] = _cells.GetValueOrDefault((actual, predicted)) + rows;
        else if (predicted == actual)
            OverflowCorrect += rows;
        else
            OverflowWrong += rows;
    }

    private bool Admit(string name) => _classes.Contains(name) || (_classes.Count < MaxClasses && _classes.Add(name));

    private IEnumerable<KeyValuePair<(string Actual, string Predicted), long>> Ordered() => _cells
        .OrderBy(cell => cell.Key.Actual, StringComparer.Ordinal)
        .ThenBy(cell => cell.Key.Predicted, StringComparer.Ordinal);

    // In ordinal order of the classes: the same rows give the same bits, whatever order they came in.
    private ConfusionTotals Totals(long rows)
    {
        var totals = new SortedDictionary<string, (long Right, long Actual, long Predicted)>(StringComparer.Ordinal);
        foreach (var ((actual, predicted), count) in _cells)
        {
            var a = totals.GetValueOrDefault(actual);
            totals[actual] = (a.Right + (actual == predicted ? count : 0), a.Actual + count, a.Predicted);
            var p = totals.GetValueOrDefault(predicted);
            totals[predicted] = (p.Right, p.Actual, p.Predicted + count);
        }

        return new ConfusionTotals(rows, [.. totals.Values]);
    }
}
