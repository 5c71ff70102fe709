using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Performance;

/// <summary>
/// What users count beside the task's own metrics: named ratios (0 or 1 a row), named values, and feedback by value. Not safe for
/// concurrent writers.
/// </summary>
/// <remarks>
/// Invariants: adding is commutative, associative and undone by removing, to the bit; what has no rows left takes no bytes, so the binary
/// form depends on the rows alone. Binary form, version 1: "AMCM", version, ratios (name, ones, rows), values (name, sums, values),
/// feedback (value, rows), each list led by its length and in ordinal order.
/// </remarks>
public sealed class CustomCounters
{
    private const byte Version = 1;

    private readonly SortedDictionary<string, (long Ones, long Rows)> _ratios = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ValueCounters> _values = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _feedback = new(StringComparer.Ordinal);

    private static ReadOnlySpan<byte> Magic => "AMCM"u8;

    public bool IsEmpty => _ratios.Count == 0 && _values.Count == 0 && _feedback.Count == 0;

    /// <summary>Rows by value of the feedback.</summary>
    public IReadOnlyDictionary<string, long> Feedback => _feedback;

    /// <param name="sign">1 adds a row, -1 takes one out; one that is not there changes nothing.</param>
    public void CountRatio(string name, bool one, int sign)
    {
        var (ones, rows) = _ratios.GetValueOrDefault(name);
        if (sign < 0 && (one ? ones : rows - ones) == 0)
            return;
        Keep(_ratios, name, (ones + (one ? sign : 0), rows + sign), rows + sign == 0);
    }

    /// <inheritdoc cref="CountRatio"/>
    public void CountValue(string name, double value, int sign)
    {
        if (!_values.TryGetValue(name, out var counters))
            _values[name] = counters = new();
        if (sign > 0)
            counters.Add(value);
        else
            counters.Remove(value);
        if (counters.Rows == 0)
            _values.Remove(name);
    }

    /// <inheritdoc cref="CountRatio"/>
    public void CountFeedback(string value, int sign)
    {
        var rows = _feedback.GetValueOrDefault(value);
        if (sign > 0 || rows > 0)
            Keep(_feedback, value, rows + sign, rows + sign == 0);
    }

    /// <summary>Share of ones with Wilson's interval, and the rows that it is of.</summary>
    public (long Rows, ConfidenceInterval Share) Ratio(string name)
    {
        var (ones, rows) = _ratios.GetValueOrDefault(name);
        return (rows, Intervals.Wilson(ones, rows));
    }

    public ValueSummary Value(string name) => (_values.GetValueOrDefault(name) ?? new()).Summary();

    public void Merge(CustomCounters other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (name, (ones, rows)) in other._ratios)
        {
            var sum = _ratios.GetValueOrDefault(name);
            _ratios[name] = (sum.Ones + ones, sum.Rows + rows);
        }
        foreach (var (name, values) in other._values)
        {
            if (!_values.TryGetValue(name, out var sum))
                _values[name] = sum = new();
            sum.Merge(values);
        }
        foreach (var (value, rows) in other._feedback)
            _feedback[value] = _feedback.GetValueOrDefault(value) + rows;
    }

    /// <summary>The binary form, version 1.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(_ratios.Count);
        foreach (var (name, (ones, rows)) in _ratios)
        {
            writer.Text(name);
            writer.Varint(ones);
            writer.Varint(rows);
        }
        writer.Varint(_values.Count);
        foreach (var (name, values) in _values)
        {
            writer.Text(name);
            values.Write(writer);
        }
        writer.Varint(_feedback.Count);
        foreach (var (value, rows) in _feedback)
        {
            writer.Text(value);
            writer.Varint(rows);
        }
        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static CustomCounters Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Custom counters");
        reader.Header(Magic, Version);
        var counters = new CustomCounters();
        for (var left = reader.Length("number of ratios", 3); left > 0; left--)
        {
            var (name, ones, rows) = (reader.Text("name of a ratio"), reader.Count("ones"), reader.Count("rows"));
            if (ones > rows || rows == 0 || !counters._ratios.TryAdd(name, (ones, rows)))
                throw reader.Malformed($"ratio '{name}' is there twice or has {ones} ones in {rows} rows");
        }
        for (var left = reader.Length("number of values", 5); left > 0; left--)
        {
            var (name, values) = (reader.Text("name of a value"), ValueCounters.Read(ref reader));
            if (values.Rows == 0 || !counters._values.TryAdd(name, values))
                throw reader.Malformed($"value '{name}' is there twice or has no rows");
        }
        for (var left = reader.Length("number of feedback values", 2); left > 0; left--)
        {
            var (value, rows) = (reader.Text("feedback"), reader.Count("rows"));
            if (rows == 0 || !counters._feedback.TryAdd(value, rows))
                throw reader.Malformed($"feedback '{value}' is there twice or has no rows");
        }
        reader.End();
        return counters;
    }

    private static void Keep<T>(SortedDictionary<string, T> counts, string key, T count, bool none)
    {
        if (none)
            counts.Remove(key);
        else
            counts[key] = count;
    }
}
