using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using ActorMlOps.Client;
using ActorMlOps.Silo.Hosting;
using ActorMlOps.Silo.Settings;
using ActorMlOps.Tables;

namespace ActorMlOps.LoadTests;

/// <summary>
/// Closed loop through the grain client inside a silo: so many callers, each with one row outstanding, every row a fresh one of the
/// electricity market. Latencies are of single predictions; CPU is the whole process's, load generator included.
/// </summary>
internal static class ClientLoad
{
    private const string Model = "electricity";
    private static readonly string[] Features = ["period", "nswprice", "nswdemand", "vicprice", "vicdemand", "transfer"];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static async Task<int> RunAsync(string[] args)
    {
        var options = LoadOptions.Parse(args);
        var directory = Directory.CreateTempSubdirectory("actormlops-load-");
        var free = new Uri("http://127.0.0.1:0");
        var settings = new SiloSettings { Data = directory.FullName, Urls = [free], GrpcUrl = free, SiloPort = 21111, GatewayPort = 31000 };
        await using (var app = SiloHost.Build(settings))
        {
            await app.StartAsync();
            await RegisterAsync(new Uri(app.Urls.First()));
            var handle = app.Services.GetRequiredService<IModelClient>().Model(Model);
            var rows = Rows();
            await DriveAsync(handle, rows, options.Outstanding, WarmUp);
            var figures = await DriveAsync(handle, rows, options.Outstanding, options.Duration);
            Console.WriteLine(
                $"{options.Outstanding} outstanding: {figures.PerSecond:N0} predictions/s, p50 {figures.P50Ms:0.000} ms, p99 {figures.P99Ms:0.000} ms, "
                + $"p99.9 {figures.P999Ms:0.000} ms, {figures.CpuMicroseconds:0.0} us CPU and {figures.Bytes:0} bytes a prediction");
            if (options.Json is { } file)
                await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { goals = Array.Empty<object>(), rows = new[] { figures } }, JsonSerializerOptions.Web));
            await app.StopAsync();
        }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
        return 0;
    }

    private static async Task<LoadFigures> DriveAsync(ModelHandle handle, float[][] rows, int outstanding, TimeSpan duration)
    {
        using var process = Process.GetCurrentProcess();
        var (cpu, bytes, started, next) = (process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), Stopwatch.GetTimestamp(), 0);
        var latencies = await Task.WhenAll(Enumerable.Range(0, outstanding).Select(_ => Task.Run(async () =>
        {
            var own = new List<long>(1 << 16);
            while (Stopwatch.GetElapsedTime(started) < duration)
            {
                var row = rows[(Interlocked.Increment(ref next) & int.MaxValue) % rows.Length];
                var sent = Stopwatch.GetTimestamp();
                await handle.PredictAsync(row);
                own.Add(Stopwatch.GetTimestamp() - sent);
            }
            return own;
        })));
        var elapsed = Stopwatch.GetElapsedTime(started);
        process.Refresh();
        var all = latencies.SelectMany(l => l).Order().ToArray();
        return new(
            outstanding, all.Length / elapsed.TotalSeconds, Quantile(all, 0.5), Quantile(all, 0.99), Quantile(all, 0.999),
            (process.TotalProcessorTime - cpu).TotalMicroseconds / all.Length, (GC.GetTotalAllocatedBytes() - bytes) / (double)all.Length);
    }

    private static double Quantile(long[] sorted, double p) => sorted[(int)(p * (sorted.Length - 1))] * 1000.0 / Stopwatch.Frequency;

    private static float[][] Rows()
    {
        using var file = File.OpenRead(Sample("elec2.csv.gz"));
        var table = CsvTable.Read(file);
        var columns = Features.Select(f => table[f].ToDoubles()).ToArray();
        return [.. Enumerable.Range(0, table.Rows).Select(r => columns.Select(c => (float)c[r]).ToArray())];
    }

    private static async Task RegisterAsync(Uri url)
    {
        using var http = new HttpClient { BaseAddress = url };
        using var form = new MultipartFormDataContent
        {
            { Part("v1.onnx"), "model", "model.onnx" },
            { Part("elec2.csv.gz"), "reference", "reference.csv.gz" },
            { new StringContent("""{"task":"binary","reference":{"labelColumn":"class","ignore":["date","day"]}}"""), "config" },
        };
        using var response = await http.PutAsync($"api/models/{Model}/versions/1", form);
        response.EnsureSuccessStatusCode();
    }

    private static ByteArrayContent Part(string file)
    {
        var content = new ByteArrayContent(File.ReadAllBytes(Sample(file)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    private static string Sample(string file) => Path.Combine(AppContext.BaseDirectory, "Demo", "Data", "elec2", file);
}
