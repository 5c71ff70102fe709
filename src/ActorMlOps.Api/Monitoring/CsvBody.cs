using System.Globalization;
using ActorMlOps.Tables;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Builds a CSV answer: a header, then rows; what is undefined is empty.</summary>
internal sealed class CsvBody
{
    private readonly MemoryStream _stream = new();
    private readonly CsvWriter _writer;

    public CsvBody(params ReadOnlySpan<string> header)
    {
        _writer = new(_stream);
        foreach (var name in header)
            _writer.Field(name);
        _writer.EndRow();
    }

    public CsvBody Add(string? text)
    {
        if (text is null)
            _writer.Missing();
        else
            _writer.Field(text);
        return this;
    }

    public CsvBody Add(double? number) => number is { } value && double.IsFinite(value) ? Number(value) : Add((string?)null);

    public CsvBody Add(long? number) => Add(number?.ToString(CultureInfo.InvariantCulture));

    public CsvBody Add(bool flag) => Add(flag ? "true" : "false");

    public CsvBody Add(DateTimeOffset? instant) =>
        Add(instant?.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));

    public CsvBody EndRow()
    {
        _writer.EndRow();
        return this;
    }

    public IResult ToResult()
    {
        _writer.Flush();
        return TypedResults.Bytes(_stream.ToArray(), "text/csv; charset=utf-8");
    }

    private CsvBody Number(double value)
    {
        _writer.Field(value);
        return this;
    }
}
