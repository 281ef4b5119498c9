import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policy', '0004_subscriptions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Population',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True, verbose_name='标识')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('account_id', models.CharField(db_index=True, max_length=40, verbose_name='账户')),
                ('origin', models.CharField(choices=[('registered', '平台登记'), ('uploaded', '上传'), ('synthetic', '合成')], max_length=12, verbose_name='来源')),
                ('subjects', models.PositiveIntegerField(verbose_name='对象数')),
                ('columns', models.JSONField(verbose_name='列')),
                ('report', models.JSONField(default=dict, verbose_name='读取情况')),
                ('table', models.BinaryField(verbose_name='数据')),
                ('sha256', models.CharField(max_length=64, verbose_name='摘要')),
                ('created_at', models.DateTimeField(verbose_name='时间')),
            ],
            options={
                'verbose_name': '测算人群',
                'ordering': ('-created_at',),
            },
        ),
        migrations.CreateModel(
            name='Scenario',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('key', models.CharField(max_length=32, unique=True, verbose_name='标识')),
                ('name', models.CharField(max_length=120, verbose_name='名称')),
                ('account_id', models.CharField(db_index=True, max_length=40, verbose_name='账户')),
                ('on', models.DateField(verbose_name='测算日期')),
                ('changes', models.JSONField(default=list, verbose_name='改动')),
                ('created_at', models.DateTimeField(verbose_name='建立时间')),
                ('changed_at', models.DateTimeField(verbose_name='最近修改')),
                ('pack_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
            ],
            options={
                'verbose_name': '测算方案',
                'ordering': ('-changed_at',),
            },
        ),
        migrations.CreateModel(
            name='ScenarioRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=32, unique=True, verbose_name='标识')),
                ('language_version', models.CharField(max_length=20, verbose_name='规则语言版本')),
                ('on', models.DateField(verbose_name='测算日期')),
                ('changes', models.JSONField(verbose_name='改动')),
                ('state', models.CharField(choices=[('waiting', '排队'), ('running', '计算中'), ('done', '完成'), ('failed', '没有算成'), ('cancelled', '已取消')], max_length=10, verbose_name='状态')),
                ('done_part', models.PositiveSmallIntegerField(default=0, verbose_name='进度')),
                ('result', models.JSONField(null=True, verbose_name='结果')),
                ('problem', models.JSONField(null=True, verbose_name='问题')),
                ('started_at', models.DateTimeField(null=True, verbose_name='开始时间')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='结束时间')),
                ('created_at', models.DateTimeField(verbose_name='建立时间')),
                ('pack_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
                ('population', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.population')),
                ('scenario', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='policy.scenario')),
            ],
            options={
                'verbose_name': '测算',
                'ordering': ('-created_at',),
            },
        ),
    ]
