using ActorMlOps.LoadTests.Reports;
using ActorMlOps.LoadTests.Samples;

namespace ActorMlOps.LoadTests.Serving;

/// <summary>
/// Whether a peer is as fast as a good engineer makes it: its server's CPU a one-row request against a raw run of the same model beside
/// it. Over the models together: an empty HTTP request alone takes about ten runs of the smallest of them.
/// </summary>
internal sealed class Fairness(string peer, Report report)
{
    private const double MostRawRuns = 12;

    private double _peerCpu;
    private double _rawCpu;

    public void Add(SampleModel model, Measurement them, Measurement raw)
    {
        var (peerCpu, rawCpu) = (them.ServerCpuPerRequest!.Value, raw.ClientCpu);
        report.Say(
            $"{model.Name}: {peer} takes {peerCpu:0.0} us of server CPU a request, a raw run {rawCpu:0.00} us: {peerCpu / rawCpu:0.0}x");
        _peerCpu += peerCpu;
        _rawCpu += rawCpu;
    }

    public void Judge()
    {
        var rawRuns = _peerCpu / _rawCpu;
        report.Say($"{peer} takes {rawRuns:0.0} raw runs of server CPU a request (fair up to {MostRawRuns})");
        if (rawRuns > MostRawRuns)
            report.AddFault($"{peer} takes {rawRuns:0.0} times the CPU of raw runs; over {MostRawRuns} it is not a fair peer.");
    }
}
