using System.Globalization;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Drift;
using ActorMlOps.Statistics.Multivariate;
using Microsoft.Net.Http.Headers;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Reads a report's query string; all errors are collected, each names its parameter and shows a right value.</summary>
internal sealed class ReportQueryReader
{
    private const long MaxRows = 1_000_000_000;
    private const int MaxPoints = 1_000;
    private const int MaxBins = 1_000;
    private static readonly string[] KnownMethods = [.. DriftMethods.All, .. MultivariateMethods.All];
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastBucket = TimeSpan.FromSeconds(10);
    private static readonly string[] Windowing =
        [ReportQuery.Window, ReportQuery.From, ReportQuery.To, ReportQuery.RowsName, ReportQuery.OffsetName, ReportQuery.Format];

    private readonly IQueryCollection _query;
    private readonly List<string> _errors = [];
    private readonly TimeSpan _window;

    private ReportQueryReader(IQueryCollection query, TimeSpan? window) => (_query, _window) = (query, window ?? DefaultWindow);

    /// <param name="extra">Parameters that this report takes beside those of the window.</param>
    /// <exception cref="RequestException">Everything that is wrong.</exception>
    /// <param name="window">The window if none is named; null: an hour.</param>
    public static ReportQuery Read(HttpRequest request, DateTimeOffset now, TimeSpan? window, params string[] extra)
    {
        var reader = new ReportQueryReader(request.Query, window);
        var query = reader.Read(now, [.. Windowing, .. extra], AcceptsCsv(request));
        return reader._errors.Count == 0 ? query : throw new RequestException(StatusCodes.Status400BadRequest, reader._errors);
    }

    private ReportQuery Read(DateTimeOffset now, string[] known, bool csv)
    {
        foreach (var name in _query.Keys.Where(k => !known.Contains(k)))
            _errors.Add($"There is no parameter '{name}'; parameters are: {string.Join(", ", known)}.");

        var rows = Number(ReportQuery.RowsName, 1, MaxRows);
        var offset = Number(ReportQuery.OffsetName, 0, long.MaxValue / 2);
        var time = rows is null ? Time(now) : null;
        if (rows is not null && (Has(ReportQuery.Window) || Has(ReportQuery.From) || Has(ReportQuery.To)))
            _errors.Add("'rows' asks for a window by count: leave out 'window', 'from' and 'to'.");
        if (offset is not null && rows is null && !Has(ReportQuery.RowsName))
            _errors.Add("'offset' needs 'rows', such as rows=2000&offset=10000.");

        var segment = Single(ReportQuery.SegmentName);
        if (segment is { Length: 0 })
            _errors.Add("'segment' must name a column, such as segment=sex.");
        return new(time, rows, offset, Bucket(time), segment, Methods(), Format(csv), Mode(), (int?)Number(ReportQuery.BinsName, 2, MaxBins));
    }

    private WindowRange? Time(DateTimeOffset now)
    {
        if (!Has(ReportQuery.From) && !Has(ReportQuery.To))
            return WindowRange.Time(now - (Duration(ReportQuery.Window) ?? _window), now);
        if (Has(ReportQuery.Window))
            _errors.Add("'window' ends now: give either 'window' or 'from' and 'to'.");
        if (!Has(ReportQuery.From))
            _errors.Add($"'from' is missing, such as from={Times.InstantExample}.");
        var from = Instant(ReportQuery.From);
        var to = Has(ReportQuery.To) ? Instant(ReportQuery.To) : now;
        if (from >= to)
            _errors.Add("'from' must be before 'to'.");
        return from is null || to is null ? null : WindowRange.Time(from.Value, to.Value);
    }

    private TimeSpan? Bucket(WindowRange? time)
    {
        if (Duration(ReportQuery.BucketName) is not { } bucket)
            return null;
        if (bucket < LeastBucket || bucket.TotalSeconds % LeastBucket.TotalSeconds != 0)
            _errors.Add("'bucket' must be a multiple of 10 seconds, such as bucket=1m: counters are kept in steps of that.");
        else if (time is { From: { } from, To: { } to } && (to - from) / bucket > MaxPoints)
            _errors.Add($"'bucket' would give more than {MaxPoints} points; take a wider one, such as bucket=1h, or a shorter window.");
        return bucket;
    }

    private string[]? Methods()
    {
        if (!_query.TryGetValue(ReportQuery.Method, out var values))
            return null;
        string[] methods = [.. values.SelectMany(v => (v ?? "").Split(',', StringSplitOptions.TrimEntries)).Distinct()];
        foreach (var unknown in methods.Where(m => !KnownMethods.Contains(m)))
            _errors.Add($"'method': '{unknown}' is none of {string.Join(", ", KnownMethods)}. Write method=psi,ks.");
        return methods;
    }

    private DriftPreset? Mode()
    {
        switch (Single(ReportQuery.ModeName))
        {
            case null:
                return null;
            case "default":
                return DriftPreset.Default;
            case "evidently":
                return DriftPreset.Evidently;
            case "nannyml":
                return DriftPreset.NannyMl;
            default:
                _errors.Add("'mode' must be default, evidently or nannyml, such as mode=evidently.");
                return null;
        }
    }

    private bool Format(bool csv)
    {
        switch (Single(ReportQuery.Format))
        {
            case null:
                return csv;
            case "csv":
                return true;
            case "json":
                return false;
            default:
                _errors.Add("'format' must be json or csv, such as format=csv.");
                return false;
        }
    }

    private long? Number(string name, long least, long most)
    {
        if (Single(name) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        _errors.Add($"'{name}' must be a whole number from {least} to {most}, such as {name}=2000, not '{text}'.");
        return null;
    }

    private TimeSpan? Duration(string name)
    {
        if (Single(name) is not { } text)
            return null;
        if (Times.TryDuration(text, out var duration))
            return duration;
        _errors.Add($"'{name}' must be a duration, such as {Times.DurationExample}, not '{text}'.");
        return null;
    }

    private DateTimeOffset? Instant(string name)
    {
        if (Single(name) is not { } text)
            return null;
        if (Times.TryInstant(text, out var instant))
            return instant;
        _errors.Add($"'{name}' must be a time with an offset, such as {name}={Times.InstantExample}, not '{text}'.");
        return null;
    }

    private bool Has(string name) => _query.ContainsKey(name);

    private string? Single(string name)
    {
        if (!_query.TryGetValue(name, out var values))
            return null;
        if (values.Count != 1)
            _errors.Add($"'{name}' is there {values.Count} times; give it once.");
        return values[0] ?? "";
    }

    private static bool AcceptsCsv(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.MaxBy(a => a.Quality ?? 1) is { } preferred
        && preferred.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase);
}
