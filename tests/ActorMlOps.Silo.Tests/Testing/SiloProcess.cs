using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace ActorMlOps.Testing;

/// <summary>
/// A real silo in a process of its own, for what happens when processes start, stop and die.
/// Ports are free ones; the data directory is the caller's, so that a second process can take it over.
/// </summary>
public sealed class SiloProcess : IAsyncDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SiloProcess(Process process, Uri url, int siloPort, int gatewayPort)
    {
        (_process, Url, SiloPort, GatewayPort) = (process, url, siloPort, gatewayPort);
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
    }

    public Uri Url { get; }

    public int SiloPort { get; }

    public int GatewayPort { get; }

    public int Id => _process.Id;

    /// <summary>Standard output and error up to now.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>Starts a process and doesn't wait. <paramref name="arguments"/> come after those for data and ports.</summary>
    public static SiloProcess Start(
        string data, IEnumerable<string>? arguments = null, IReadOnlyDictionary<string, string>? environment = null, string? workingDirectory = null)
    {
        var ports = FreePorts.Take(3);
        var url = new Uri($"http://127.0.0.1:{ports[0]}");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? Path.GetTempPath(),
        };
        string[] own =
        [
            Path.Combine(AppContext.BaseDirectory, "ActorMlOps.Silo.dll"), "--data", data, "--urls", url.ToString(), "--grpc-url", "http://127.0.0.1:0",
            "--silo-port", $"{ports[1]}", "--gateway-port", $"{ports[2]}",
        ];
        foreach (var argument in own.Concat(arguments ?? [])) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;

        var silo = new SiloProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, url, ports[1], ports[2]);
        silo._process.Exited += (_, _) => silo._ready.TrySetException(new InvalidOperationException($"The silo ended before it was ready.{Environment.NewLine}{silo.Output}"));
        silo._process.Start();
        silo._process.BeginOutputReadLine();
        silo._process.BeginErrorReadLine();
        return silo;
    }

    /// <summary>Starts a process and waits until it says that it is ready.</summary>
    public static async Task<SiloProcess> StartReadyAsync(
        string data, IEnumerable<string>? arguments = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var silo = Start(data, arguments, environment);
        try
        {
            await silo._ready.Task.WaitAsync(Patience);
            return silo;
        }
        catch
        {
            await silo.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGTERM. Returns the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        if (SendSignal(_process.Id, Sigterm) != 0) throw new InvalidOperationException($"kill failed: {Marshal.GetLastPInvokeErrorMessage()}");
        return await ExitAsync();
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>Waits for the end and for the last of its output. Returns the exit code.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendSignal(int process, int signal);

    private void Read(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
        if (line.Contains("] Ready on ", StringComparison.Ordinal)) _ready.TrySetResult();
    }
}
