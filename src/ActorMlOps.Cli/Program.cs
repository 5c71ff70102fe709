using ActorMlOps.Cli.Hosting;
using ActorMlOps.Cli.Monitoring;
using ActorMlOps.Cli.Monitoring.Alerts;
using ActorMlOps.Cli.Registry;
using ActorMlOps.Cli.Rollout;
using ActorMlOps.Cli.Serving;
using Spectre.Console.Cli;

var app = new CommandApp();
app.Configure(config =>
{
    config.SetApplicationName("amlops");
    config.SetExceptionHandler((failure, _) => Failures.Tell(failure));
    config.AddCommand<ModelsCommand>("models").WithDescription("Lists models, their versions and which one is stable.");
    config.AddCommand<RegisterCommand>("register").WithDescription("Registers a version from an ONNX file.")
        .WithExample("register", "prices", "2", "model.onnx", "--reference", "train.csv", "--config", "config.json");
    config.AddCommand<BatchCommand>("batch").WithDescription("Scores a CSV, NDJSON or Parquet file into another one.")
        .WithExample("batch", "prices", "--in", "rows.csv", "--out", "scored.parquet");
    config.AddCommand<TrafficCommand>("traffic").WithDescription("Shows a model's traffic split, or sets it.")
        .WithExample("traffic", "prices", "1=95", "2=5");
    config.AddCommand<RolloutCommand>("rollout").WithDescription("Moves a rollout on: approve, promote, rollback, pause, resume, abort.")
        .WithExample("rollout", "prices", "r1", "rollback");
    config.AddBranch("drift", drift =>
    {
        drift.SetDescription("What changed: in a version's data, or between two files.");
        drift.AddCommand<DriftCommand>("show")
            .WithDescription("What changed against a version's reference. Exit code 2 if the data drifted.")
            .WithExample("drift", "show", "prices", "1", "--rows", "2000");
        drift.AddCommand<CompareCommand>("compare")
            .WithDescription("What changed between two files, without a silo. Exit code 2 if the data drifted, 1 if there is no verdict.")
            .WithExample("drift", "compare", "reference.csv", "current.csv", "--html", "report.html")
            .WithExample("drift", "compare", "train.parquet", "today.csv.gz", "--ignore", "id,date", "--label", "churned", "--method", "psi,js");
    });
    config.AddCommand<QualityCommand>("quality").WithDescription("Quality of the input data: what is missing, of a wrong type, out of range, repeated.")
        .WithExample("quality", "prices", "1", "--window", "1h");
    config.AddCommand<FairnessCommand>("fairness").WithDescription("How groups are treated. Exit code 2 if the four-fifths rule is broken.")
        .WithExample("fairness", "income", "1", "--rows", "5000");
    config.AddCommand<PerformanceCommand>("performance").WithDescription("Performance on the predictions whose labels have arrived.")
        .WithExample("performance", "prices", "1", "--window", "1h");
    config.AddBranch("alerts", alerts =>
    {
        alerts.SetDescription("Alerts. Exit code 2 if one is open that nobody has acknowledged or silenced.");
        alerts.SetDefaultCommand<AlertsCommand>();
        alerts.AddCommand<AlertsCommand>("list").WithDescription("Lists them, the newest first.").WithExample("alerts", "list", "--state", "open");
        alerts.AddCommand<AcknowledgeCommand>("ack").WithDescription("Says that somebody looks after an alert.")
            .WithExample("alerts", "ack", "prices:3", "--note", "the feed is late");
        alerts.AddCommand<SinkTestCommand>("test").WithDescription("Sends a test alert through a sink, or all. Exit code 2 if one did not take it.");
    });
    config.AddBranch("silences", silences =>
    {
        silences.SetDescription("Silences: alerts that are known and need not be told for a while.");
        silences.SetDefaultCommand<SilencesCommand>();
        silences.AddCommand<SilencesCommand>("list").WithDescription("Lists them.");
        silences.AddCommand<SilenceCommand>("add").WithDescription("Silences alerts for a while.")
            .WithExample("silences", "add", "model=prices", "kind=drift", "--for", "2h", "--reason", "new tariff");
        silences.AddCommand<UnsilenceCommand>("remove").WithDescription("Ends a silence.");
    });
    config.AddCommand<SilosCommand>("silos").WithDescription("The silos of the cluster and what they use of their machines.");
});
return await app.RunAsync(Dashes.Joined(args));
