using System.Globalization;
using System.Net;
using System.Text;
using ActorMlOps.Testing;

namespace ActorMlOps.Integration.Tests.Api;

/// <summary>Files that are longer than what a silo may hold, against a silo of its own.</summary>
public sealed class BatchStreamTests
{
    private const int Rows = 400_000;
    private const string Header = "date,day,period,nswprice,nswdemand,vicprice,vicdemand,transfer\n";

    [Fact]
    public async Task Batch_ManyRowsToAClientThatSendsAllBeforeItReads_TakesBoundedMemory()
    {
        using var directory = new TemporaryDirectory();
        await using var silo = await SiloProcess.StartReadyAsync(directory["data"]);
        using var http = new HttpClient { BaseAddress = silo.Url, Timeout = TimeSpan.FromMinutes(5) };
        await http.RegisterElectricityAsync("prices", "1", "v1");
        await ScoreAsync(http, 20_000);
        var before = PeakBytes(silo);

        // .NET's client, like most, reads nothing before the whole body is on its way.
        await ScoreAsync(http, Rows);

        // The body and its answer are more than 50 MB together; what grows is the heap's slack and the windows.
        Assert.InRange(PeakBytes(silo) - before, 0, 120L << 20);
        await Eventually.Is(
            async () => (await http.ReadAsync("api/models/prices/versions/1/windows"))["total"]!["rows"]!.GetValue<long>(), rows => rows == Rows + 20_000);
    }

    private static async Task ScoreAsync(HttpClient http, int rows)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/models/prices/batch?echo=date") { Content = new Lines(rows) };
        request.Content.Headers.ContentType = new("text/csv");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync());
        Assert.Equal("date,prediction,score,version,error", await reader.ReadLineAsync());
        for (var r = 0; r < rows; r++)
        {
            var line = await reader.ReadLineAsync();
            Assert.True(line is not null && line.StartsWith($"{r},", StringComparison.Ordinal) && line.EndsWith(",1,", StringComparison.Ordinal), line);
        }
        Assert.Null(await reader.ReadLineAsync());
    }

    private static long PeakBytes(SiloProcess silo)
    {
        using var process = System.Diagnostics.Process.GetProcessById(silo.Id);
        return process.PeakWorkingSet64;
    }

    /// <summary>Rows that differ, made while they are sent.</summary>
    private sealed class Lines(int rows) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var text = new StringBuilder(Header);
            for (var r = 0; r < rows; r++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{r},{r % 7},0.{r % 97:00},0.{r % 89:00},0.{r % 83:00},0.00{r % 79:00},0.{r % 73:00},0.{r % 71:00}\n");
                if (text.Length > 60_000 || r == rows - 1)
                {
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()));
                    text.Clear();
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
