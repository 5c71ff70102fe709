using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Monitoring;
using Microsoft.AspNetCore.Http;

namespace ActorMlOps.Api.Tests.Monitoring;

public sealed class ReportQueryReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Read_Nothing_IsTheLastHour()
    {
        var query = Read("");

        Assert.Equal((Now.AddHours(-1), Now), (query.Time!.From!.Value, query.Time.To!.Value));
        Assert.Null(query.Rows);
        Assert.False(query.Csv);
    }

    [Fact]
    public void Read_FromAndTo_IsThatWindow()
    {
        var query = Read("?from=2026-01-31T12:00:00Z&to=2026-01-31T13:00:00%2B00:30&bucket=5m&segment=sex");

        Assert.Equal((Now.AddDays(-1), Now.AddDays(-1).AddMinutes(30)), (query.Time!.From!.Value, query.Time.To!.Value));
        Assert.Equal((TimeSpan.FromMinutes(5), "sex"), (query.Bucket!.Value, query.Segment));
    }

    [Fact]
    public void Read_Rows_IsAWindowByCount()
    {
        var query = Read("?rows=2000&offset=10000&method=psi,ks&method=chi2");

        Assert.Null(query.Time);
        Assert.Equal((2000, 10000), (query.Rows!.Value, query.Offset!.Value));
        Assert.Equal(["psi", "ks", "chi2"], query.Methods!);
    }

    [Theory]
    [InlineData("", "text/csv", true)]
    [InlineData("", "application/json", false)]
    [InlineData("", "application/json;q=0.5, text/csv", true)]
    [InlineData("?format=json", "text/csv", false)]
    [InlineData("?format=csv", "*/*", true)]
    public void Read_FormatAndAccept_ChooseCsv(string query, string accept, bool csv) => Assert.Equal(csv, Read(query, accept).Csv);

    [Theory]
    [InlineData("?window=1x", "'window' must be a duration, such as 90s, 5m, 1h or 8d, not '1x'.")]
    [InlineData("?from=2026-01-01T00:00:00", "'from' must be a time with an offset, such as from=2026-01-31T12:00:00Z, not '2026-01-01T00:00:00'.")]
    [InlineData("?to=2026-01-01T00:00:00Z", "'from' is missing, such as from=2026-01-31T12:00:00Z.")]
    [InlineData("?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "'from' must be before 'to'.")]
    [InlineData("?window=1h&from=2026-01-01T00:00:00Z", "'window' ends now: give either 'window' or 'from' and 'to'.")]
    [InlineData("?rows=0", "'rows' must be a whole number from 1 to 1000000000, such as rows=2000, not '0'.")]
    [InlineData("?rows=5&window=1h", "'rows' asks for a window by count: leave out 'window', 'from' and 'to'.")]
    [InlineData("?offset=5", "'offset' needs 'rows', such as rows=2000&offset=10000.")]
    [InlineData("?method=pis", "'method': 'pis' is none of psi, ks, chi2, js, js-e, hellinger, kl, wasserstein, wasserstein-normalized, cvm, ad, mwu, pca-reconstruction, domain-classifier. Write method=psi,ks.")]
    [InlineData("?bucket=15s", "'bucket' must be a multiple of 10 seconds, such as bucket=1m: counters are kept in steps of that.")]
    [InlineData("?window=8d&bucket=10s", "'bucket' would give more than 1000 points; take a wider one, such as bucket=1h, or a shorter window.")]
    [InlineData("?format=xml", "'format' must be json or csv, such as format=csv.")]
    [InlineData("?window=1h&window=2h", "'window' is there 2 times; give it once.")]
    public void Read_BadValue_IsRefusedWithTheParameterAndARightExample(string query, string expected) =>
        Assert.Contains(expected, Assert.Throws<RequestException>(() => Read(query)).Errors);

    [Fact]
    public void Read_SeveralBadValues_AreAllNamed()
    {
        var refused = Assert.Throws<RequestException>(() => Read("?windw=1h&bucket=x&method=y"));

        Assert.Equal(3, refused.Errors.Count);
        Assert.StartsWith("There is no parameter 'windw'; parameters are: window,", refused.Errors[0], StringComparison.Ordinal);
    }

    private static ReportQuery Read(string query, string accept = "")
    {
        var context = new DefaultHttpContext();
        context.Request.QueryString = new QueryString(query);
        context.Request.Headers.Accept = accept;
        return ReportQueryReader.Read(context.Request, Now, null, ReportQuery.BucketName, ReportQuery.SegmentName, ReportQuery.Method);
    }
}
